"""Where the code of a `%%function` answer runs: nowhere, unless somebody hands in a place.

A learner's notebook hands in the learner's own kernel, grading hands in a sandbox.
"""

from __future__ import annotations

import builtins
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from kubelet_lab.exercises.harness import NO_FUNCTION, NO_LIST, calls

NEEDS_SANDBOX = "Not graded: needs a sandbox. Your answer is kept; a person will look at it."
STOPPED = (
    "It did not come back: a loop without end, too much time or memory, or an exit of its own."
)
INTERRUPTED = "You interrupted it. A function that does not come back gets no points."
ODD = "It gave back something that cannot be read."
ITS_OWN = "It ends with an error of its own."
MORE = "Run the cell in your notebook: it says more."
ERROR = re.compile(r"(?P<line>Line [0-9]{1,5}: )?(?P<type>[A-Za-z]+)(: .*)?", re.DOTALL)

Inputs = Sequence[Sequence[object]]


class Call(NamedTuple):
    """What came back from one call: a value made of plain JSON, or a sentence."""

    value: object = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Ran:
    """The calls that came back; `failed` says why there are none, `stopped` why some are missing.

    `nowhere` is set where nothing could be run at all: then a person has to look.
    """

    calls: tuple[Call, ...] = ()
    failed: str = ""
    stopped: str = STOPPED
    nowhere: bool = False

    def call(self, number: int) -> Call:
        """The call with that number, or why it is missing."""
        return self.calls[number] if number < len(self.calls) else Call(error=self.stopped)


Run = Callable[[str, str, Inputs], Ran]  # source, name of the function, its inputs


def run_nowhere(source: str, name: str, inputs: Inputs) -> Ran:
    """Run nothing: the place for code that nobody has found a place for."""
    del source, name, inputs
    return Ran(failed=NEEDS_SANDBOX, nowhere=True)


def run_here(
    source: str, name: str, inputs: Inputs, namespace: dict[str, Any] | None = None
) -> Ran:
    """Run in this process: for a learner's own code in their own kernel, and nobody else's.

    `namespace` is where the function is defined: hand one in to have the function.
    """
    space = {} if namespace is None else namespace
    space["__name__"] = "answer"
    lines: list[str] = []
    try:
        for line in calls(source, name, inputs, space):
            lines.append(line)  # noqa: PERF402 - those before an interrupt are kept
    except KeyboardInterrupt:
        return read_calls(lines, INTERRUPTED)
    return read_calls(lines)


def without_words(ran: Ran, name: str) -> Ran:
    """What ran, without any words that the answer chose: they could carry hidden records out.

    Of an error, its line and its type are left, if Python knows the type.
    """
    ours = {"", NEEDS_SANDBOX, NO_FUNCTION.format(name), NO_LIST, ODD, STOPPED, INTERRUPTED}
    calls_left = tuple(
        call if call.error in ours else Call(error=_bare(call.error)) for call in ran.calls
    )
    failed = ran.failed if ran.failed in ours else _bare(ran.failed)
    return replace(ran, calls=calls_left, failed=failed)


def _bare(error: str) -> str:
    found = ERROR.fullmatch(error)
    known = getattr(builtins, found["type"], None) if found else None
    if found is None or not (isinstance(known, type) and issubclass(known, BaseException)):
        return f"{ITS_OWN} {MORE}"
    return f"{found['line'] or ''}{found['type']}. {MORE}"


def read_calls(lines: Iterable[str], stopped: str = STOPPED) -> Ran:
    """Read what the harness wrote, or somebody in its place. Never raises for what is in it."""
    found: list[Call] = []
    for line in lines:
        said = _object(line)
        if "failed" in said:
            return Ran(failed=str(said["failed"]))
        error = "" if "value" in said else str(said.get("error", ODD))
        found.append(Call(said.get("value"), error))
    return Ran(tuple(found), stopped=stopped)


def _object(line: str) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
