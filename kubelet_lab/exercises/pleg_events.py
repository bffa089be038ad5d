"""`pleg_events(old, new)`: what PLEG tells the kubelet after a walk, written by the learner.

Right is what the engine's own PLEG sends, which is held against recorded relists of the real one.
Source: pkg/kubelet/pleg/generic.go, generateEvents and Relist; FACTS 3.2, 3.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from random import Random

from kubelet_lab.exercises.function import Arguments, Function, Part
from kubelet_lab.exercises.requirement import Symptom
from kubelet_lab.node.pleg import GenericPLEG, RuntimePod

Record = Mapping[str, str]
Told = dict[str, tuple[str, ...]]  # the events of each container, in their order
Turn = tuple[str, str]  # a container's state on the last walk and on this one; "" is not there

EVENTS = ("ContainerStarted", "ContainerDied", "ContainerRemoved")
MOST_SHOWN = 4  # events of one container in a sentence
MOST_EVENTS = 5_000  # of a record with a few hundred containers
DRAWN = 12  # hidden records of each part
STARTS: tuple[Turn, ...] = (("", "running"), ("running", "exited"))
MORE_STARTS: tuple[Turn, ...] = (
    *STARTS, ("created", "running"), ("unknown", "running"), ("exited", "running"),
    ("", "exited"), ("created", "exited"), ("unknown", "exited"),
)  # fmt: skip
GONE: tuple[Turn, ...] = (("running", ""), ("exited", ""))
MORE_GONE: tuple[Turn, ...] = (*GONE, ("created", ""), ("unknown", ""))
SAME: tuple[Turn, ...] = (("running", "running"), ("exited", "exited"), ("running", "unknown"))
MORE_SAME: tuple[Turn, ...] = (
    *SAME, ("", "created"), ("", "unknown"), ("exited", "unknown"), ("unknown", "unknown"),
    ("created", "created"), ("created", "unknown"),
)  # fmt: skip
NEWS: Turn = ("running", "exited")  # in each record something happens: silence is never right
SHAPE = "It returns {}: a list of pairs (container, event) is asked for."
LAST, NOW = "{} on the last walk", "{} on this one"
MISSING = {
    "ContainerStarted": "Nobody is told that it runs, so nobody looks after it.",
    "ContainerDied": "Nobody is told that it has died, so nobody starts it again.",
    "ContainerRemoved": "Nobody is told that nothing is left of it.",
}
TOO_MANY = "That is news the kubelet has had before, or can do nothing with."
DISORDER = "In that order it is gone first and dies later."
STRANGER = "You tell about a container that stands in neither record."
NO_EVENT = "something that is no event"


def sent(old: Record, new: Record) -> Told:
    """What the engine's PLEG sends to the kubelet between two walks over one pod."""
    pleg = GenericPLEG()
    for record in (old, new):
        pod = RuntimePod("pod", record)  # type: ignore[arg-type] # states as the runtime has them
        events = pleg.relist(0, [pod], lambda _uid: True)
    told: dict[str, list[str]] = {}
    for event in events:
        told.setdefault(event.container_id, []).append(event.type)
    return {container: tuple(types) for container, types in told.items()}


def symptom(arguments: Arguments, value: object) -> Symptom | None:
    """What is wrong with the events that came back for two records."""
    old, new = (dict(record) for record in arguments if isinstance(record, Mapping))
    told = _told(value)
    if isinstance(told, str):
        return Symptom(told, told)
    if told.keys() - old.keys() - new.keys():
        return Symptom(STRANGER, STRANGER)
    right = sent(old, new)
    for container in {**old, **new}:
        if told.get(container, ()) != right.get(container, ()):
            turn = (old.get(container, ""), new.get(container, ""))
            said, due = told.get(container, ()), right.get(container, ())
            return _described(container, turn, said, due)
    return None


def _described(container: str, turn: Turn, said: tuple[str, ...], due: tuple[str, ...]) -> Symptom:
    was, now = (state or "not there" for state in turn)
    seen = f"{LAST.format(was)}, {NOW.format(now)}"
    missing = [MISSING[event] for event in due if event not in said]
    follows = missing[0] if missing else DISORDER if sorted(said) == sorted(due) else TOO_MANY
    words = ", ".join(e if e in EVENTS else NO_EVENT for e in said[:MOST_SHOWN]) or "nothing"
    return Symptom(
        f"`{container}`: {seen}. You tell: {words}. {follows}",
        f"On a hidden record, one container is {seen}. {follows}",
    )


def _told(value: object) -> Told | str:
    """The events by container, or a sentence for what is no list of pairs."""
    if not isinstance(value, list):
        return SHAPE.format("nothing" if value is None else f"a {type(value).__name__}")
    if len(value) > MOST_EVENTS:
        return SHAPE.format(f"{len(value):,} things")
    told: dict[str, list[str]] = {}
    for pair in value:
        if not (isinstance(pair, list) and len(pair) == len(("container", "event"))):
            return SHAPE.format("a list with something else in it")
        container, event = pair
        if not (isinstance(container, str) and isinstance(event, str)):
            return SHAPE.format("pairs that are no words")
        told.setdefault(container, []).append(event)
    return {container: tuple(events) for container, events in told.items()}


class _Turns:
    """Pairs of records in which these turns happen: each alone, and drawn ones with company."""

    def __init__(self, turns: tuple[Turn, ...], more: tuple[Turn, ...]) -> None:
        self._turns, self._more = turns, more

    def __call__(self, dice: Random | None) -> Iterable[Arguments]:
        if dice is None:
            return [_records({"web": turn, "log": NEWS}) for turn in self._turns]
        return list(self._drawn(dice))

    def _drawn(self, dice: Random) -> Iterator[Arguments]:
        for turn in self._more:
            yield _records({_name(dice): turn, _name(dice): NEWS})
        for _ in range(DRAWN):
            count = dice.randint(2, 9)
            yield _records({_name(dice): dice.choice(self._more) for _ in range(count)})


def _full_nodes(dice: Random | None) -> Iterable[Arguments]:
    """Records as they are on a busy node; and a pod that comes, or goes, as a whole."""
    if dice is None:
        table = {"a": NEWS, "b": ("", "running"), "c": ("running", ""), "d": SAME[0]}
        return [_records(table), _records({"a": STARTS[0]}), _records({"a": GONE[0]})]
    every = (*MORE_STARTS, *MORE_GONE, *MORE_SAME)
    return [
        _records({_name(dice): dice.choice(every) for _ in range(count)}) for count in (40, 220)
    ]


def _records(turns: dict[str, Turn]) -> Arguments:
    old = {container: turn[0] for container, turn in turns.items() if turn[0]}
    new = {container: turn[1] for container, turn in reversed(turns.items()) if turn[1]}
    return (old, new)


def _name(dice: Random) -> str:
    return f"{dice.getrandbits(48):012x}"  # as the runtime's ids look


PARTS = (
    Part(
        "Tells what has started and what has died",
        2,
        _Turns(STARTS, MORE_STARTS),
        symptom,
        (
            "Look at one container alone: its state on the last walk, its state on this one.",
            "Which states can it come from? What matters is where it has got to.",
            "`old` does not have every container of `new`: `old.get(container)` is None then.",
        ),
    ),
    Part(
        "Tells what is gone, and that it died if nobody has said so",
        2,
        _Turns(GONE, MORE_GONE),
        symptom,
        (
            "Look at a container that is in `old` and not in `new`.",
            "Has the kubelet heard of its death already, on an earlier walk?",
            "Not `exited` before: `ContainerDied` first, `ContainerRemoved` after it.",
        ),
    ),
    Part(
        "Says nothing twice, and nothing that nobody can act on",
        1,
        _Turns(SAME, MORE_SAME),
        symptom,
        (
            "Look at a container whose state is what it was.",
            "And at one of which the runtime itself does not know how it is.",
            "`created` and `unknown` on this walk: no event goes out.",
        ),
    ),
    Part(
        "Walks over a full node",
        1,
        _full_nodes,
        symptom,
        (
            "Look at records with many containers.",
            "Are there containers that stand in one record only?",
            "Go through the names of both: `{**old, **new}`.",
        ),
    ),
)
BLANK = """\
# def pleg_events(old, new):
#     events = []
#     for container in {**old, **new}:          # every name in either record
#         before, now = old.get(container), new.get(container)
#         ...
#     return events                             # [("web", "ContainerDied"), …]"""
PLEG_EVENTS = Function("pleg_events", PARTS, BLANK)
