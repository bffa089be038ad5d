"""How long until the kubelet acts: numbers read off five lines of YAML, and the right handler.

Every right number is taken from a run, at the luckiest and the unluckiest moment of the fault.
"""

from __future__ import annotations

from kubelet_lab.exercises.questions import Choice, Guess, Number, Slip
from kubelet_lab.exercises.sheet import Sheet
from kubelet_lab.incidents.one_fault import MOMENT_S, Fault, decided_ms, extremes
from kubelet_lab.incidents.service import Night, Run, play
from kubelet_lab.node.program import Endpoint, Program
from kubelet_lab.spec.pod import Container, HTTPGet, Pod, Probe, ProbeType

LIVENESS = Probe(None, period_s=15, failure_threshold=4, timeout_s=2)
READINESS = Probe(None, period_s=4, failure_threshold=3)
PATIENT = Probe(None, period_s=5, failure_threshold=2, timeout_s=20)
STARTUP = Probe(HTTPGet("/", 8080), failure_threshold=30)
DELAYED = Probe(HTTPGet("/", 8080), initial_delay_s=15)
NEVER_MS = 10_000_000
NEAR_S = 0.5  # a second is what the fields are made of


def _act_s(kind: ProbeType, probe: Probe, fault: Fault) -> tuple[float, float]:
    soonest, latest = extremes(kind, probe, fault)
    return decided_ms(soonest, kind) / 1000, decided_ms(latest, kind) / 1000


def _start(probe: Probe, kind: ProbeType, loads_ms: int, pulled_s: float) -> Run:
    pod = Pod("app", (Container("app", "app:1", **{kind: probe}),), uid="app-1")  # type: ignore[arg-type]
    program = Program(loads_ms=loads_ms, endpoints={"/": Endpoint()})
    lasts_s = probe.initial_delay_s + (probe.failure_threshold + 2) * probe.period_s
    return play(pod, program, Night(pulled_s, lasts_s=lasts_s), name="app")


def _budget_s() -> float:
    """From the first look of a start that hangs to the last one."""
    probe = _start(STARTUP, "startup", NEVER_MS, 18).history.probes["startup"]
    first, last = next(probe.looks()), probe.decisions[0]
    return (last.look_at_ms - first.at_ms) / 1000


def _latest_first_look_s() -> float:
    """The container starts so that its delay ends a moment after a tick."""
    run = _start(DELAYED, "liveness", 0, 15 + MOMENT_S)
    return next(run.history.probes["liveness"].looks()).at_ms / 1000


_LIVENESS_S = _act_s("liveness", LIVENESS, "deadlock")
_READINESS_S = _act_s("readiness", READINESS, "outage")
_PATIENT_S = _act_s("liveness", PATIENT, "deadlock")

DETECTION = Sheet(
    "detection",
    (
        Number(
            "liveness_longest",
            "liveness every 15 s, threshold 4, timeout 2 s, deadlock: the longest until it acts",
            1,
            _LIVENESS_S[1],
            NEAR_S,
            "s",
            (
                Slip(60, "Four periods sharp. The fourth look still waits for its answer."),
                Slip(45, "Three periods lie between four looks. When did the first one come?"),
                Slip(_LIVENESS_S[0], "That is the shortest: the fault fell right before a look."),
                Slip(77, "A threshold of 4 is four looks, not five."),
                Slip(68, "Only the last timeout counts; the others end before the next look."),
            ),
            because="up to one period until the first look, three more to the fourth, its timeout",
            hints=(
                "Move the panel's sliders to these numbers and look at the lower run.",
                "The fault falls right after a look. When is the first failed one?",
                "periodSeconds + (failureThreshold - 1) * periodSeconds + timeoutSeconds.",
            ),
        ),
        Number(
            "readiness_shortest",
            "readiness every 4 s, threshold 3, answers 503 at once: the shortest until it acts",
            1,
            _READINESS_S[0],
            NEAR_S,
            "s",
            (
                Slip(12, "The third failed look acts. No further period has to pass."),
                Slip(4, "That would be a threshold of 2: the second failed look acts."),
                Slip(9, "A 503 comes at once; no timeout is waited for."),
            ),
            because="two periods between three looks, and an answer that comes at once",
            hints=(
                "How many gaps lie between three looks?",
                "The fault falls right before a look, and the answer is quick.",
                "(failureThreshold - 1) * periodSeconds.",
            ),
        ),
        Number(
            "startup_budget",
            "startup every 10 s, threshold 30: from the first look to the last",
            1,
            _budget_s(),
            NEAR_S,
            "s",
            (
                Slip(300, "Thirty posts, twenty-nine gaps between them."),
                Slip(310, "A threshold of 30 is thirty looks, not thirty-one."),
            ),
            because="29 periods: what a start may count on, wherever the ticks fall",
            hints=(
                "The look that reaches the threshold kills. Which one is the last to help?",
                "Draw three looks and count the gaps.",
                "(failureThreshold - 1) * periodSeconds.",
            ),
        ),
        Number(
            "slow_looks",
            "liveness every 5 s, threshold 2, timeoutSeconds 20, deadlock: the shortest",
            1,
            _PATIENT_S[0],
            NEAR_S,
            "s",
            (
                Slip(25, "A look that still waits holds up the next one. Looks do not overlap."),
                Slip(5, "Each look waits for 20 s before it has failed."),
                Slip(_PATIENT_S[1], "That is the longest: the fault fell right after a look."),
                Slip(20, "One look is not two."),
                Slip(10, "Each look waits for 20 s before it has failed."),
            ),
            because="two looks of 20 s, one upon the other: a timeout may exceed its period",
            hints=(
                "timeoutSeconds may be longer than periodSeconds. What happens to the next look?",
                "One worker, one look at a time.",
                "failureThreshold * timeoutSeconds.",
            ),
        ),
        Number(
            "first_look",
            "initialDelaySeconds 15, every 10 s: the latest first look, from the container's start",
            1,
            _latest_first_look_s(),
            NEAR_S,
            "s",
            (
                Slip(15, "Not sharp: it comes with the first tick after the delay."),
                Slip(10, "No look comes before the delay is over."),
                Slip(20, "That is one of the ticks. They count from the pod's arrival."),
                Slip(30, "There is a tick every 10 s: it cannot take 15 s from the delay's end."),
            ),
            because="ticks count from the pod's arrival; up to one period after the delay",
            hints=(
                "When do the ticks begin to count?",
                "The delay ends right after a tick. How long until the next?",
                "initialDelaySeconds + periodSeconds.",
            ),
        ),
    ),
)

_TCP_DEAF = "The kernel accepts the connection, however stuck the program is. RESTARTS stays at 0."
_NO_SHELL = "There is no such command in the image: each look is an error, and errors never count."
_NO_HTTP = "It does not speak HTTP: every look fails, and the pod is restarted for ever."
_NO_GRPC = "It does not implement grpc.health.v1: every look fails, and the pod is restarted."
_FORKS = "It would work, with a process started inside the container at every look."
_HTTP2 = "The port speaks gRPC. A plain GET fails every time, and the pod is restarted for ever."

HANDLERS = Sheet(
    "handlers",
    (
        Choice(
            "web_shop",
            "web shop, answers GET /healthz from its main loop",
            1,
            "httpGet",
            {"tcpSocket": _TCP_DEAF, "exec": _FORKS, "grpc": _NO_GRPC},
            "a question that goes through what can get stuck",
            (
                "Look at the five runs above: which of them noticed, and what had they asked?",
                "Which question goes through the main loop, and costs least?",
                "It answers GET /healthz. Nothing has to be started to ask that.",
            ),
        ),
        Choice(
            "cache",
            "cache, one thread, speaks its own protocol; the image has its client",
            1,
            "exec",
            {"tcpSocket": _TCP_DEAF, "httpGet": _NO_HTTP, "grpc": _NO_GRPC},
            "only its own client can ask it; give it time: a command costs more than a GET",
            (
                "Go through the four: which of them would it answer at all?",
                "A single thread can hang. Who could ask it something in its own language?",
                "Its client is a command, and it is in the image.",
            ),
        ),
        Choice(
            "prices",
            "price service, gRPC only, implements grpc.health.v1; image without a shell",
            1,
            "grpc",
            {"tcpSocket": _TCP_DEAF, "httpGet": _HTTP2, "exec": _NO_SHELL},
            "the kubelet brings the client along",
            (
                "Go through the four: which of them needs something in the image?",
                "The image has nothing to run. Who else could speak gRPC?",
                "grpc.health.v1 is what the kubelet's own client asks for.",
            ),
        ),
        Choice(
            "relay",
            "raw TCP relay, closes its port when its only loop ends; image without a shell",
            1,
            "tcpSocket",
            {"httpGet": _NO_HTTP, "exec": _NO_SHELL, "grpc": _NO_GRPC},
            "all it can tell is that somebody listens, and here that says something",
            (
                "Go through the four: what does it answer at all?",
                "An open port usually tells little. What does it tell of this one?",
                "It closes its port when its only loop ends: a connection is then refused.",
            ),
        ),
    ),
)

EXERCISES = (
    DETECTION,
    HANDLERS,
    Sheet(
        "guess_slow",
        (Guess("served", "Customers are served again", unit="s", words=("never",)),),
    ),
    Sheet(
        "guess_verdict",
        (
            Guess("shortest", "The shortest until liveness acts", unit="s"),
            Guess("longest", "The longest until liveness acts", unit="s"),
        ),
    ),
    Sheet(
        "guess_tcp",
        (Guess("restarted", "The tcpSocket probe has it killed", unit="s", words=("never",)),),
    ),
)
