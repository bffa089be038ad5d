"""The Static Pod Trick: a file is a pod, and kubectl deletes only its picture.

Source of the rules: FACTS 4.10; of the words: the lesson's "Static Pods".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kubelet_lab.incidents.download import Download
from kubelet_lab.incidents.static_node import FOLDER, StaticNode, quiet_world
from kubelet_lab.incidents.told import Incident, Outcome, Row, row
from kubelet_lab.node.file_source import FILE_CHECK_FREQUENCY_MS
from kubelet_lab.node.history import PodHistory
from kubelet_lab.node.program import Program
from kubelet_lab.sim.clock import seconds
from kubelet_lab.sim.trace import Entry, Trace

FILE = "my-static-pod.yaml"
NAME = "my-static-pod-node1"
MANIFEST = """\
apiVersion: v1
kind: Pod
metadata:
  name: my-static-pod
spec:
  containers:
  - name: nginx
    image: nginx
"""
EDITED = MANIFEST.replace("image: nginx", "image: nginx:1.27")
REREAD_S = FILE_CHECK_FREQUENCY_MS // 1000
TOLD = {
    "noticed": "inotify",
    "written_s": 7,  # after the kubelet last read the folder
    "pulls_s": 2,
    "deleted_s": 60,
    "edited_s": 120,
    "removed_s": 180,
    "lasts_s": 240,
}


def _played(parameters: Mapping[str, Any], *, api_server: bool = True) -> StaticNode:
    """The file written, the pod deleted by kubectl, the file edited, the file removed."""
    noticed, zero_s = parameters["noticed"] == "inotify", parameters["written_s"]
    images = Download(seconds(parameters["pulls_s"]))
    trace = Trace()
    programs = {"nginx": (Program(80), quiet_world(trace))}
    node = StaticNode("node1", programs, trace, images)
    node.mirrors.reachable = api_server
    end_s = zero_s + parameters["lasts_s"]
    node.write(zero_s, FILE, MANIFEST, noticed=noticed)
    node.kubectl_delete(zero_s + parameters["deleted_s"], f"default/{NAME}")
    node.write(zero_s + parameters["edited_s"], FILE, EDITED, noticed=noticed)
    node.remove(zero_s + parameters["removed_s"], FILE, noticed=noticed)
    for change in ("written_s", "edited_s", "removed_s") if not noticed else ():
        at_s = parameters[change] + (0 if change == "written_s" else zero_s)
        node.reread((at_s // REREAD_S + 1) * REREAD_S)  # all other readings find nothing new
    node.clock.run(seconds(end_s))
    return node


class _Story:
    """Finds instants in a run, in milliseconds from the writing of the file."""

    def __init__(self, node: StaticNode, zero_ms: int) -> None:
        self.node, self.zero_ms = node, zero_ms

    def at(self, text: str, *, after_s: float = 0, subject: str = "") -> int | None:
        """When the trace first says so, from an instant on."""
        found = self.entry(text, after_s=after_s, subject=subject)
        return None if found is None else found.at_ms - self.zero_ms

    def entry(self, text: str, *, after_s: float = 0, subject: str = "") -> Entry | None:
        """The first such entry."""
        from_ms = self.zero_ms + seconds(after_s)
        found = self.node.trace.find(text, from_ms=from_ms)
        return next((entry for entry in found if subject in entry.subject), None)

    def restarts(self) -> int:
        """RESTARTS of the first pod's container."""
        static = self.node.seen[0]
        found = self.node.node.runtime.newest(static.pod.uid, static.pod.containers[0].name)
        return found.restart_count if found else 0


def _trick(parameters: Mapping[str, Any]) -> Outcome:
    node = _played(parameters)
    zero_ms = seconds(parameters["written_s"])
    story = _Story(node, zero_ms)
    end_ms = seconds(parameters["lasts_s"])
    rows = [
        *_created(story),
        *_deleted(story, parameters["deleted_s"]),
        *_edited(story, parameters["edited_s"]),
        *_removed(story, parameters["removed_s"]),
        _without_api_server(parameters),
    ]
    history = PodHistory(NAME, end_ms, [], [], {}, [])
    if node.seen:
        history = node.history(node.seen[0], end_ms, origin_ms=zero_ms)
    return Outcome(
        "static-pod", parameters, rows, node.trace, zero_ms, history, "the file was written"
    )


def _created(story: _Story) -> list[Row]:
    started = story.at("StartContainer")
    return [
        row(0, f"echo … > {FOLDER}/{FILE}", story.at("is written"), "the file is there"),
        row(
            None,
            "kubelet automatically: sees new file",
            story.at("SyncLoop ADD"),
            "SyncLoop ADD, source file",
            "inotify tells at once; what it misses is found when the folder is read anew, every "
            f"{REREAD_S} s.",
        ),
        row(None, "Starts pod", started, "StartContainer: nginx runs"),
        row(
            None,
            "Registers with API Server (if available)",
            story.at("Creating a mirror pod"),
            "a mirror pod is made, before the container is",
        ),
        row(
            None,
            f"kubectl get pods: {NAME} 1/1 Running",
            story.at("condition Ready True"),
            f"{NAME} is Ready: the manifest's name, and the node's behind it",
        ),
    ]


def _deleted(story: _Story, at_s: float) -> list[Row]:
    back = story.at("Creating a mirror pod", after_s=at_s)
    return [
        row(
            None,
            f'kubectl delete pod {NAME}: pod "{NAME}" deleted',
            story.at("deleted", after_s=at_s),
            "the mirror pod is deleted, and nothing else",
        ),
        row(
            None,
            "It's back! kubelet recreated it (file still exists)",
            back,
            f"another mirror pod; nginx never stopped: RESTARTS {story.restarts()}, AGE anew"
            if back is not None
            else "no mirror pod to delete",
            "What kubectl sees of a static pod is a mirror. The kubelet made another mirror; there "
            "was no pod to recreate.",
            holds=False,
        ),
    ]


def _edited(story: _Story, at_s: float) -> list[Row]:
    ended = story.at("nginx has ended", after_s=at_s)
    started = story.at("StartContainer", after_s=at_s)
    return [
        row(
            None,
            "File modified? Restart pod",
            started,
            "another pod starts, when the old one has ended"
            + ("" if ended is None else f" at {ended / 1000:g} s")
            if started is not None
            else "no other pod",
            "Another content is another hash, and that is another UID: RESTARTS and back-off begin "
            "at nothing. A comment or the order of keys does not count.",
            holds=False,
        )
    ]


def _removed(story: _Story, at_s: float) -> list[Row]:
    return [
        row(
            None,
            f"rm {FOLDER}/{FILE}",
            story.at("SyncLoop REMOVE", after_s=at_s),
            "SyncLoop REMOVE, source file",
        ),
        row(
            None,
            "Now it's gone for real!",
            story.at("Deleting a mirror pod", after_s=at_s),
            "SIGTERM, the end of nginx, and then the mirror pod goes too",
        ),
    ]


def _without_api_server(parameters: Mapping[str, Any]) -> Row:
    alone = _Story(_played(parameters, api_server=False), seconds(parameters["written_s"]))
    mirrors = len(alone.node.mirrors.api)
    return row(
        None,
        "No API Server needed!",
        alone.at("StartContainer"),
        f"the same run without one: nginx starts, with {mirrors} mirror pods",
    )


INCIDENTS = {
    "static-pod": Incident(
        "The Static Pod Trick", TOLD, _trick, words={"noticed": ("inotify", "reread")}
    )
}
