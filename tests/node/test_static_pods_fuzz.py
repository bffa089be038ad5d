"""Whatever lies in the manifest folder, the kubelet makes a pod of it or says why not."""

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from kubelet_lab.node.file_source import FileSource

TIMES = int(os.environ.get("STATIC_FUZZ", "200"))
FUZZED = settings(max_examples=TIMES, deadline=None)
PATH = "/etc/kubernetes/manifests/web.yaml"
WEB = """\
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  tolerations: [{operator: Exists}]
  volumes: [{name: v, secret: {secretName: s}}]
  containers: [{name: nginx, image: 'nginx:1.27', ports: [{containerPort: 80}]}]
"""
PIECES = (
    "\t", ":", "- ", "{", "]", '"', "null", "[]", "{}", "-1", "1e400", "uid: 7", "uid: u", "---\n",
    "\0", "\u2028", "name: ", "kind: List", "annotations: null", "Deployment", "namespace: x",
)  # fmt: skip


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    text = WEB
    for _ in range(draw(st.integers(0, 4))):
        at, cut = draw(st.integers(0, len(text))), draw(st.integers(0, 12))
        text = text[:at] + draw(st.sampled_from(PIECES)) + text[at + cut :]
    return text.encode()


@FUZZED
@given(st.lists(st.one_of(broken(), st.binary(max_size=30)), min_size=1, max_size=4), st.data())
def test_any_content_makes_a_pod_or_a_message(contents: list[bytes], data: st.DataObject) -> None:
    source = FileSource("node1")
    running: set[str] = set()
    for content in contents:
        noticed = data.draw(st.booleans())
        take = source.written if noticed else lambda p, c, seen: source.reread({p: c}, seen)
        update = take(PATH, content, "now")
        assert not any("\n" in message for message in update.messages)
        running -= {pod.pod.uid for pod in update.removed}
        running |= {pod.pod.uid for pod in update.added}
        assert running == {pod.pod.uid for pod in source.pods}
    assert {pod.pod.uid for pod in source.removed(PATH).removed} <= running
