"""A pod that takes 41 s to start: where they go, and what makes it longer or shorter."""

import pytest

from kubelet_lab import incidents


def computed(**changes: str) -> dict[str, float | None]:
    return {row.told: row.computed_s for row in incidents.run("pod-start", changes).rows}


def test_a_pod_takes_41_s_and_more_than_half_of_it_is_the_pull() -> None:
    rows = computed()
    assert rows["PHASE 2: CREATE POD SANDBOX"] == 6.4
    assert rows["PHASE 3: PULL IMAGES"] == 26.5
    assert rows["PHASE 5: START CONTAINERS"] == 26.6
    assert rows["PHASE 7: UPDATE STATUS"] == 41.01


def test_the_critical_path_adds_up_to_the_whole_start() -> None:
    total = next(r for r in incidents.run("pod-start").rows if r.told.startswith("Total"))
    steps = total.why.removeprefix("The critical path: ").removesuffix(".").split(", ")
    assert sum(float(step.split()[0]) for step in steps) == pytest.approx(total.computed_s)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("(the same, image cached)", 21.01),
        ("(the same on a busy disk)", 86.01),
        ("(the same with Kata)", 46.01),
    ],
)
def test_the_same_start_otherwise(told: str, seconds: float) -> None:
    assert computed()[told] == seconds


@pytest.mark.parametrize("runtime", ["containerd", "cri-o", "kata", "gvisor"])
def test_every_runtime_starts_the_pod(runtime: str) -> None:
    assert computed(runtime=runtime)["PHASE 7: UPDATE STATUS"]


@pytest.mark.parametrize("extreme", [{"image_mb": 0}, {"image_mb": 10**6}, {"loads_s": 10**6}])
def test_no_setting_breaks_the_story(extreme: dict[str, float]) -> None:
    assert incidents.run("pod-start", extreme).rows
