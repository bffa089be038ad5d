"""What a kubelet makes of the files in its manifest folder, good and bad."""

from __future__ import annotations

import pytest

from kubelet_lab.node.file_source import FileSource, Update
from kubelet_lab.node.mirror_pods import CONFIG_MIRROR, MirrorPods
from kubelet_lab.node.static_pods import (
    CONFIG_HASH,
    CONFIG_SEEN,
    CONFIG_SOURCE,
    ManifestError,
    StaticPod,
    read_manifest,
)
from kubelet_lab.sim.clock import Clock
from kubelet_lab.sim.trace import Trace
from kubelet_lab.spec.pod import Toleration

FOLDER = "/etc/kubernetes/manifests"
A, B = f"{FOLDER}/a.yaml", f"{FOLDER}/b.yaml"
WEB = b"""\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: nginx
    image: nginx:1.27
"""
OTHER = WEB.replace(b"1.27", b"1.28")
HALF = WEB[:70]


def read(content: bytes, path: str = A, node: str = "node1") -> StaticPod:
    return read_manifest(path, content, node, "noon")


def uids(pods: tuple[StaticPod, ...]) -> list[str]:
    return [pod.pod.uid for pod in pods]


def test_a_file_becomes_a_pod_of_this_node() -> None:
    static = read(WEB)
    assert static.full_name == "default/web-node1"
    assert static.pod.tolerations == (Toleration("", "Exists", "", "NoExecute"),)
    assert len(static.pod.uid) == 32
    assert static.pod.static
    assert static.annotations == {
        CONFIG_HASH: static.pod.uid, CONFIG_SOURCE: "file", CONFIG_SEEN: "noon",
    }  # fmt: skip
    assert read(WEB.replace(b"name: web", b"name: web\n  namespace: infra")).full_name == (
        "infra/web-node1"
    )


@pytest.mark.parametrize(
    ("content", "path", "node", "same"),
    [
        (b"# a comment\n" + WEB, A, "node1", True),
        (WEB.replace(b"spec:", b"spec:\n  restartPolicy: Always"), A, "node1", True),  # a default
        (WEB.replace(b"1.27", b"1.28"), A, "node1", False),
        (WEB, B, "node1", False),
        (WEB, A, "node2", False),
    ],
)
def test_another_content_path_or_node_is_another_pod(
    content: bytes, path: str, node: str, same: bool
) -> None:
    assert (read(content, path, node).pod.uid == read(WEB).pod.uid) is same


def test_a_uid_of_its_own_stays_and_is_the_hash() -> None:
    static = read(WEB.replace(b"name: web", b"name: web\n  uid: mine"))
    assert (static.pod.uid, static.config_hash) == ("mine", "mine")


def test_only_the_first_document_of_a_file_is_read() -> None:
    assert read(WEB + b"---\n" + WEB.replace(b"web", b"two")).pod.name == "web-node1"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "couldn't parse as pod(Object 'Kind' is missing in 'null'), please check config"),
        (b"just some notes\n", "Object 'Kind' is missing"),
        (b"\x7fELF\x02\x01\xff", "line 1: "),
        (HALF, "invalid pod: [spec.containers[0].name: Required value spec.containers[0].image: "),
        (WEB.replace(b"Pod", b"Deployment"), "invalid pod: this is a Deployment"),
        (WEB.replace(b"  name: web\n", b"  labels: {}\n"), "invalid pod: name is needed for the"),
        (WEB.replace(b"nginx:1.27", b"''"),
         "invalid pod: [spec.containers[0].image: Required value]"),
        (WEB.replace(b"spec:\n", b"spec:\n  hostNetwork: maybe\n"), "line 6: "),
    ],
)  # fmt: skip
def test_a_file_that_makes_no_pod_is_named_with_its_reason(content: bytes, words: str) -> None:
    with pytest.raises(ManifestError) as refused:
        read(content)
    assert str(refused.value).startswith(f"{A}: ")
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("extra", "what"),
    [
        ("serviceAccountName: web", "a service account"),
        ("volumes: [{name: v, secret: {secretName: s}}]", "secrets"),
        ("imagePullSecrets: [{name: s}]", "secrets"),
        ("volumes: [{name: v, configMap: {name: s}}]", "configmaps"),
        ("volumes: [{name: v, persistentVolumeClaim: {claimName: s}}]", "persistentvolumeclaims"),
        ("volumes: [{name: v, hostPath: {path: /x}}]", ""),
        ("nodeSelector: {secret: 'yes'}", ""),
    ],
)
def test_a_reference_to_the_api_costs_the_pod_its_mirror(extra: str, what: str) -> None:
    static = read(WEB.replace(b"spec:\n", f"spec:\n  {extra}\n".encode()))
    said = f'node "node1" can not create pods that reference {what}' if what else ""
    assert static.mirror_refused == said


def test_a_changed_file_is_one_pod_less_and_one_more() -> None:
    source = FileSource("node1")
    first = source.written(A, WEB, "one")
    assert (uids(first.added), first.removed) == (uids(source.pods), ())
    assert not source.written(A, WEB, "two")  # the same again is no news
    assert not source.reread({A: WEB}, "three")
    changed = source.written(A, OTHER, "four")
    assert changed.removed == first.added
    assert [pod.pod.containers[0].image for pod in changed.added] == ["nginx:1.28"]
    assert source.removed(A) == Update(removed=changed.added)
    assert source.pods == ()


def test_a_manifest_with_its_own_uid_is_the_same_pod_with_another_spec() -> None:
    source, mine = FileSource("node1"), b"name: web\n  uid: mine"
    source.written(A, WEB.replace(b"name: web", mine), "one")
    update = source.written(A, OTHER.replace(b"name: web", mine), "two")
    assert (update.added, update.removed) == ((), ())
    assert uids(update.updated) == ["mine"]


def test_a_half_written_file_changes_nothing_at_first_and_stops_the_pod_at_the_next_reading() -> (
    None
):
    source = FileSource("node1")
    source.written(A, WEB, "one")
    noticed = source.written(A, HALF, "two")
    assert (noticed.added, noticed.removed) == ((), ())
    assert "its pod runs on until the folder is read anew" in noticed.messages[0]
    read_anew = source.reread({A: HALF}, "three")
    assert [pod.full_name for pod in read_anew.removed] == ["default/web-node1"]
    assert "its pod is stopped" in read_anew.messages[0]
    assert source.written(A, WEB, "four").added


def test_files_with_a_dot_are_ignored_and_all_others_are_read_whatever_their_name() -> None:
    source = FileSource("node1")
    assert not source.written(f"{FOLDER}/.a.yaml.swp", WEB, "one")
    backup = f"{FOLDER}/a.yaml.bak"
    update = source.reread({f"{FOLDER}/.hidden": WEB, backup: WEB}, "two")
    assert [pod.path for pod in update.added] == [backup]


def test_of_two_files_with_one_name_the_later_path_counts_when_all_are_read() -> None:
    source = FileSource("node1")
    update = source.reread({B: OTHER, A: WEB}, "one")
    assert [pod.path for pod in update.added] == [B]
    assert update.messages == (f"{B} and {A} both make default/web-node1: the one from {B} counts",)


def test_two_files_with_one_name_take_the_pod_from_each_other() -> None:
    source = FileSource("node1")
    source.reread({A: WEB, B: OTHER}, "one")
    taken = source.written(A, WEB.replace(b"1.27", b"1.29"), "two")
    assert [pod.path for pod in (*taken.added, *taken.removed)] == [A, B]
    back = source.reread({A: WEB, B: OTHER}, "three")  # 20 s later
    assert [pod.path for pod in (*back.added, *back.removed)] == [B, A]
    gone = source.removed(A)  # the store is asked by name
    assert [pod.path for pod in gone.removed] == [B]
    assert f"it came from {B}; that file brings it back" in gone.messages[0]
    assert [pod.path for pod in source.reread({B: OTHER}, "four").added] == [B]


def test_a_deleted_mirror_is_made_anew_and_an_outdated_one_is_replaced() -> None:
    mirrors, static = MirrorPods(Clock(), Trace()), read(WEB)
    mirrors.reconcile(static, None)
    first = mirrors.api[static.full_name]
    assert first.owner == "node1"
    assert first.annotations[CONFIG_MIRROR] == static.config_hash
    mirrors.reconcile(static, None)
    assert mirrors.api[static.full_name] is first
    mirrors.kubectl_delete(static.full_name)
    mirrors.reconcile(static, None)
    assert mirrors.api[static.full_name].number == 2
    mirrors.reconcile(read(OTHER), None)
    assert mirrors.api[static.full_name].annotations[CONFIG_MIRROR] == read(OTHER).config_hash


def test_without_an_api_server_there_is_no_mirror_until_it_is_back() -> None:
    mirrors, static = MirrorPods(Clock(), Trace()), read(WEB)
    mirrors.reachable = False
    mirrors.reconcile(static, None)
    assert mirrors.api == {}
    mirrors.reachable = True
    mirrors.reconcile(static, None)
    assert static.full_name in mirrors.api


def test_a_refused_mirror_is_told_and_not_made() -> None:
    trace = Trace()
    mirrors = MirrorPods(Clock(), trace)
    mirrors.reconcile(read(WEB.replace(b"spec:", b"spec:\n  serviceAccountName: web")), None)
    assert mirrors.api == {}
    assert trace[0].text == (
        "Failed creating a mirror pod: "
        'node "node1" can not create pods that reference a service account'
    )
