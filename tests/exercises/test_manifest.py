import pytest

from kubelet_lab.exercises.answers import Answer
from kubelet_lab.exercises.manifest import NO_WORKLOAD, Manifest
from kubelet_lab.exercises.report import Criterion, Report
from kubelet_lab.spec.pod import Pod

POD = """apiVersion: v1
kind: Pod
metadata:
  name: checkout
spec:
  containers:
  - name: app
    image: shop:1
"""
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: checkout
spec:
  selector:
    matchLabels: {app: checkout}
  template:
    metadata:
      labels: {app: checkout}
    spec:
      containers:
      - name: app
        image: shop:1
"""


def judge(pod: Pod, seed: str | None) -> tuple[Criterion, ...]:
    title = f"{pod.containers[0].image} with seed {seed}"
    return (Criterion(title, 4, 4),)


def check(body: str, seed: str | None = None) -> Report:
    return Manifest("checkout", 4, judge).check(Answer("manifest", "checkout", body), seed)


@pytest.mark.parametrize("body", [POD, DEPLOYMENT, POD.replace("\n", "\n# why not\n")])
@pytest.mark.parametrize("seed", [None, "s"])
def test_any_workload_is_judged_by_its_pod(body: str, seed: str | None) -> None:
    report = check(body, seed)
    assert report.criteria == (Criterion(f"shop:1 with seed {seed}", 4, 4),)
    assert report.played == ("public and hidden" if seed else "public")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("kind: Pod", "is missing"),
        (POD + POD.replace("apiVersion", "---\napiVersion", 1), "there are 2"),
        ("apiVersion: v1\nkind: Service\nmetadata: {name: a}", NO_WORKLOAD),
        (POD.replace("image", "imge"), 'unknown field "spec.containers[0].imge"'),
        (POD.replace("shop:1", "[1]"), "line 9"),
    ],
)
def test_a_refused_manifest_gives_no_points_and_the_servers_words(body: str, says: str) -> None:
    report = check(body)
    assert report.points == 0.0
    assert report.criteria == ()
    assert says in report.error


def test_what_kubectl_only_warns_of_costs_nothing() -> None:
    report = check(DEPLOYMENT.replace("apps/v1", "apps/v1beta1"))
    assert report.points == 4.0
    assert "is gone" in report.notes[0]
