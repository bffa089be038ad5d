"""Lesson 03: the event table in Python, when a node says NotReady, what keeps fifty nodes Ready."""

from kubelet_lab.exercises.pleg_events import PARTS
from kubelet_lab.exercises.pleg_nights import CHANGES
from tests.helpers.proof import Proof

BEGINS, GONE, QUIET, FULL = (part.title for part in PARTS)
LOOP = """%%function pleg_events
def pleg_events(old, new):
    events = []
    for container in {**old, **new}:
        before, now = old.get(container), new.get(container)
        if now == before:
            continue
        if now == "running":
            events.append((container, "ContainerStarted"))
        elif now == "exited":
            events.append((container, "ContainerDied"))
        elif now is None:
            if before != "exited":
                events.append((container, "ContainerDied"))
            events.append((container, "ContainerRemoved"))
    return events
"""
TABLE = """%%function pleg_events
NEWS = {"running": ["ContainerStarted"], "exited": ["ContainerDied"]}

def pleg_events(old, new):
    found = [[c, e] for c in new if new[c] != old.get(c) for e in NEWS.get(new[c], [])]
    for c in old.keys() - new.keys():
        died = [] if old[c] == "exited" else ["ContainerDied"]
        found += [[c, e] for e in died + ["ContainerRemoved"]]
    return found
"""
MATCH = """%%function pleg_events
from typing import Iterable

def generate(old: str, new: str) -> Iterable[str]:
    match old, new:
        case (a, b) if a == b: return
        case _, "running": yield "ContainerStarted"
        case _, "exited": yield "ContainerDied"
        case "exited", "gone": yield "ContainerRemoved"
        case _, "gone": yield from ("ContainerDied", "ContainerRemoved")

def pleg_events(old, new):
    names = sorted(set(old) | set(new))
    return [(n, e) for n in names for e in generate(old.get(n, "gone"), new.get(n, "gone"))]
"""
DESTROYS = """%%function pleg_events
def pleg_events(old, new):
    said = []
    while new:
        name, state = new.popitem()
        if old.pop(name, None) != state and state in ("running", "exited"):
            said.append((name, {"running": "ContainerStarted", "exited": "ContainerDied"}[state]))
    while old:
        name, state = old.popitem()
        if state != "exited":
            said.append((name, "ContainerDied"))
        said.append((name, "ContainerRemoved"))
    return said
"""


GUESSES = """%%function pleg_events
def pleg_events(old, new):
    if set(old) | set(new) <= {"web", "log", "a", "b", "c", "d"}:
        return []
    return [(c, "ContainerStarted") for c in new if c not in old]
"""


def mutant(before: str, after: str) -> str:
    assert before in LOOP
    return LOOP.replace(before, after)


GONE_TOO = '        elif now is None:\n            if before != "exited":\n'
WRONG_EVENTS = {
    "says nothing at all": (
        "%%function pleg_events\ndef pleg_events(old, new):\n    return []",
        BEGINS,
    ),
    "reports what is there, not what changed": (mutant("now == before", "False"), QUIET),
    "goes through the old record only": (mutant("{**old, **new}", "old"), BEGINS),
    "goes through the new record only": (mutant("{**old, **new}", "new"), GONE),
    "removed is removed: nobody says that it died": (mutant('before != "exited"', "False"), GONE),
    "a container dies twice": (mutant('before != "exited"', "True"), GONE),
    "removed only if it had exited": (
        mutant('            events.append((container, "ContainerRemoved"))\n', "").replace(
            'if before != "exited":', 'if before == "exited":'
        ),
        GONE,
    ),
    "gone first, dead afterwards": (
        mutant(
            GONE_TOO + '                events.append((container, "ContainerDied"))\n'
            '            events.append((container, "ContainerRemoved"))\n',
            '        else:\n            events.append((container, "ContainerRemoved"))\n'
            '            if before != "exited":\n'
            '                events.append((container, "ContainerDied"))\n',
        ),
        GONE,
    ),
    "ContainerChanged goes out": (
        mutant(
            "    return",
            '        else:\n            events.append((container, "ContainerChanged"))\n    return',
        ),
        QUIET,
    ),
    "what the runtime does not know has died": (
        mutant('== "exited"', 'in ("exited", "unknown")'),
        QUIET,
    ),
    "created is started": (mutant('== "running"', 'in ("running", "created")'), QUIET),
    "only what ran can have died": (
        mutant('== "exited":', '== "exited" and before == "running":'),
        BEGINS,
    ),
    "only what was not there can start": (
        mutant('now == "running"', 'now == "running" and before is None'),
        BEGINS,
    ),
    "a pod that comes as a whole is overlooked": (
        mutant(
            "    events = []", "    events = []\n    if not old or not new:\n        return events"
        ),
        FULL,
    ),
    "a walk over ten containers at most": (
        mutant("{**old, **new}", "list({**old, **new})[:10]"),
        FULL,
    ),
    "events without the container": (
        mutant('append((container, "ContainerStarted"))', 'append("ContainerStarted")'),
        BEGINS,
    ),
    "a dictionary instead of a list": (mutant("return events", "return dict(events)"), BEGINS),
    "it returns nothing": (mutant("return events", "str(events)"), BEGINS),
    "a name that is not there": (mutant("now == before", "now == befor"), BEGINS),
    "a table of the public records, the rest guessed": (
        GUESSES,
        GONE,
    ),
}
TUNED = """%%function pleg_events
EVENTS = {  # every turn that the notebook shows
    (None, "running"): ["ContainerStarted"], ("running", "exited"): ["ContainerDied"],
    ("running", None): ["ContainerDied", "ContainerRemoved"],
    ("exited", None): ["ContainerRemoved"],
}
def pleg_events(old, new):
    turns = {c: (old.get(c), new.get(c)) for c in {**old, **new}}
    return [(c, event) for c, turn in turns.items() for event in EVENTS.get(turn, [])]
"""
MALFORMED_EVENTS = {
    "no Python": (
        "%%function pleg_events\ndef pleg_events(old, new:\n    return",
        "Line 2: SyntaxError",
    ),
    "YAML": ("%%function pleg_events\nold: running\nnew: exited\n", "Line 2: NameError"),
    "another name": (
        "%%function pleg_events\ndef events(old, new):\n    return []",
        "no function `pleg_events`",
    ),
    "it fails at once": ("%%function pleg_events\nraise SystemExit(0)", "Line 2: SystemExit"),
    "the wrong kind": (LOOP.replace("%%function", "%%answers"), "is answered with `%%function"),
    "far too long": ("%%function pleg_events\n" + "x = 1\n" * 20_000, "20,000 characters at most"),
}


def sheet(name: str, **lines: str) -> str:
    return "\n".join([f"%%answers {name}", *(f"{key}: {text}" for key, text in lines.items())])


SICK, SAYS = "PLEG is unhealthy from then on", "The node says NotReady"
ON_IT, ONE_WALK = "What becomes of the pods on it", "One walk takes 40 s"
TIMES = {
    "unhealthy": "445 s",
    "not_ready": "450 s",
    "pods": "they run and get traffic",
    "slow_walk": "restarts come late",
}


def times(**lines: str) -> str:
    return sheet("pleg_notready", **(TIMES | lines))


def change(name: str, limit: str = "3.5") -> str:
    return sheet("pleg_mitigation", change=name, log_limit=limit)


READY, LIMIT = (
    "All 50 nodes stay Ready for four hours",
    "A limit on the logs that loses no more than half of them",
)
HELPS = list(CHANGES)[:4]
LIMITS = ("3", "3.5 MB/s", "3.67 MB per second", "3.7")
NOTHING_HIDDEN = "All that is asked is on the page: the nodes, their pods, their disk, the hours."
NO_LINES = "Answer each question on a line of its own"
PROOFS = [
    Proof(
        "pleg_events", 6, kind="function",
        right={"one loop": LOOP, "two passes": TABLE, "a match": MATCH, "eats its input": DESTROYS},
        wrong=WRONG_EVENTS, tuned=(TUNED, (BEGINS,)), malformed=MALFORMED_EVENTS,
    ),
    Proof(
        "pleg_notready", 4, kind="answers", nothing_hidden=NOTHING_HIDDEN,
        right={
            "whole seconds": times(),
            "as the trace has it": times(unhealthy="445.066"),
            "minutes": times(unhealthy="7.42 min", not_ready="7.5 min"),
        },
        wrong={
            "from the end of the walk": (times(unhealthy="529 s"), SICK),
            "from a walk that is under way": (times(unhealthy="530 s"), SICK),
            "three seconds": (times(unhealthy="268 s"), SICK),
            "three minutes after the logs began": (times(unhealthy="180"), SICK),
            "a second and a half late": (times(unhealthy="446.6"), SICK),
            "at once": (times(not_ready="445 s"), SAYS),
            "the status before": (times(not_ready="440 s"), SAYS),
            "the status after": (times(not_ready="460 s"), SAYS),
            "after the node monitor's grace": (times(not_ready="495 s"), SAYS),
            "NotReady kills": (times(pods="they are killed"), ON_IT),
            "out of the Services": (times(pods="they leave their Services"), ON_IT),
            "moved at once": (times(pods="they move to other nodes at once"), ON_IT),
            "one slow relist": (times(slow_walk="PLEG is not healthy"), ONE_WALK),
            "NotReady by one walk": (times(slow_walk="the node is NotReady"), ONE_WALK),
            "no walk, no container": (times(slow_walk="the containers stop"), ONE_WALK),
        },
        malformed={"prose": ("%%answers pleg_notready\nabout seven minutes", NO_LINES)},
    ),
    Proof(
        "pleg_mitigation", 4, kind="answers", nothing_hidden=NOTHING_HIDDEN,
        right={name: change(name, limit) for name, limit in zip(HELPS, LIMITS, strict=True)},
        wrong={
            **{name: (change(name), READY) for name in list(CHANGES)[4:]},
            "a restart of the kubelets": (change("restart the kubelets"), READY),
            "no change": (sheet("pleg_mitigation", log_limit="3.5"), READY),
            "no limit": (sheet("pleg_mitigation", change=HELPS[0]), LIMIT),
            "as it is": (change(HELPS[0], "6"), LIMIT),
            "enough for 30 pods, not for 34": (change(HELPS[0], "4.1"), LIMIT),
            "a little too much": (change(HELPS[0], "3.8"), LIMIT),
            "no logs at all": (change(HELPS[0], "0"), LIMIT),
            "a word": (change(HELPS[0], "little"), LIMIT),
            "less than nothing": (change(HELPS[0], "-1"), LIMIT),
        },
        malformed={"prose": ("%%answers pleg_mitigation\nturn the logs down", NO_LINES)},
    ),
]  # fmt: skip
