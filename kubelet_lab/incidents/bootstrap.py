"""How a control plane starts from four files: the chicken, the egg, and who waits for whom.

Source of the rules: FACTS 4.10; of the words: the lesson's "Static Pods", its flow in six steps.
What each program needs is all that orders them: the kubelet starts all four at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kubelet_lab.incidents.static_node import FOLDER, StaticNode, quiet_world
from kubelet_lab.incidents.told import Incident, Outcome, Row, row
from kubelet_lab.node.history import Mark, PodHistory
from kubelet_lab.node.process import Process
from kubelet_lab.node.program import Endpoint, Program
from kubelet_lab.sim.clock import seconds
from kubelet_lab.sim.signal import Signal
from kubelet_lab.sim.trace import Trace

API_SERVER = "kube-apiserver"
OTHERS = ("kube-controller-manager", "kube-scheduler")
FILES = (
    "etcd",
    API_SERVER,
    *OTHERS,
)  # as kubeadm names them; also the order in which they are read
MANIFEST = """\
apiVersion: v1
kind: Pod
metadata:
  name: {name}
  namespace: kube-system
spec:
  hostNetwork: true
  priorityClassName: system-node-critical
  containers:
  - name: {name}
    image: registry.k8s.io/{name}:v1.32.10
"""
READY = Endpoint(needs=("etcd",))
TOLD = {"etcd_s": 3, "apiserver_s": 2, "lasts_s": 60}


class ControlPlane:
    """Four static pods on one node; the API server answers once etcd does."""

    def __init__(self, etcd_s: float, apiserver_s: float) -> None:
        """`etcd_s` and `apiserver_s`: how long the two programs load, in seconds."""
        trace = Trace()
        self.etcd = Signal("etcd", "down", trace)
        quiet = quiet_world(trace)
        programs = {name: (Program(), quiet) for name in OTHERS}
        programs["etcd"] = (Program(2379, seconds(etcd_s)), quiet)
        serves = Program(6443, seconds(apiserver_s), endpoints={"/readyz": READY})
        programs[API_SERVER] = (serves, quiet_world(trace, etcd=self.etcd))
        self.node = StaticNode("node1", programs, trace)
        self.node.mirrors.reachable = False
        probes = self.node.kubelet.runtime.answers_changed

        def changed(uid: str) -> None:
            probes(uid)
            self._look_around()

        self.node.kubelet.runtime.answers_changed = changed

    def run(self, lasts_s: float) -> None:
        """Start the kubelet on a folder with the four files in it."""
        node = self.node
        for name in FILES:
            node.write(0, f"{name}.yaml", MANIFEST.format(name=name), noticed=False)
        node.reread(0)
        node.clock.run(seconds(lasts_s))

    def _look_around(self) -> None:
        """Pass on what a program has become: etcd to the API server, that one to the kubelet."""
        node, now_ms = self.node, self.node.clock.now_ms
        etcd, api_server = self._process("etcd"), self._process(API_SERVER)
        if etcd and etcd.loaded:
            self.etcd.set("up", now_ms, "etcd serves", etcd.cause)
        if api_server and not node.mirrors.reachable:
            state, because = api_server.condition(READY)
            if state == "ok":
                text = "the API server answers"
                cause = node.trace.add(now_ms, "process", API_SERVER, text, because)
                node.api_server_answers(cause)

    def _process(self, name: str) -> Process | None:
        for static in self.node.seen:
            found = self.node.node.runtime.newest(static.pod.uid, name)
            if found:
                return found.process
        return None


def _play(parameters: Mapping[str, Any]) -> Outcome:
    plane = ControlPlane(parameters["etcd_s"], parameters["apiserver_s"])
    plane.run(parameters["lasts_s"])
    trace, end_ms = plane.node.trace, seconds(parameters["lasts_s"])

    def at(text: str, subject: str = "") -> int | None:
        found = (entry.at_ms for entry in trace.find(text) if subject in entry.subject)
        return next(found, None)

    rows = [
        row(0, "kubelet starts (no API Server yet)", 0, "no API server answers"),
        row(
            None,
            f"kubelet reads {FOLDER}/",
            at("SyncLoop ADD"),
            f"{len(plane.node.seen)} static pods: {', '.join(FILES)}",
        ),
        row(
            None,
            "kubelet starts kube-apiserver.yaml",
            at("StartContainer", API_SERVER),
            "all four start at once",
            "Each file is a pod and each pod has a worker of its own: the kubelet knows no order "
            "among them. etcd is one of the four, and without it no API server.",
            holds=False,
        ),
        row(None, "API Server pod starts", at("StartContainer", API_SERVER), "and waits for etcd"),
        _available(at("etcd serves"), at("the API server answers")),
        row(
            None,
            "Other components can start normally",
            at("Creating a mirror pod"),
            "they run already; what is made now are the mirrors, so that kubectl shows all four",
            "The scheduler and the controller manager have run since "
            f"{_seconds(at('StartContainer', OTHERS[0]))}, asking for an API server again and "
            "again.",
            holds=False,
        ),
    ]
    history = PodHistory(API_SERVER, end_ms, [], [], {}, [])
    if len(plane.node.seen) > 1:
        history = plane.node.history(plane.node.seen[1], end_ms)
        shown_ms = at("Creating a mirror pod")
        if shown_ms is not None:
            history.marks.append(Mark(shown_ms, "kubectl shows it", "kubelet"))
    return Outcome(
        "static-pod.bootstrap", parameters, rows, trace, 0, history, "the kubelet started"
    )


def _available(etcd_ms: int | None, answers_ms: int | None) -> Row:
    text = f"it answers; etcd has served since {_seconds(etcd_ms)}"
    return row(None, "Now API Server available!", answers_ms, text if answers_ms else "not yet")


def _seconds(at_ms: int | None) -> str:
    return "never" if at_ms is None else f"{at_ms / 1000:g} s"


INCIDENTS = {"static-pod.bootstrap": Incident("A control plane from four files", TOLD, _play)}
