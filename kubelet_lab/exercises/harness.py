"""Calls a learner's function: as a script, alone in the sandbox, or imported in their own kernel.

Standard library only: the sandbox has nothing else. Whoever reads what comes out trusts none of
it, because in the sandbox the answer may have written it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

FILE = "<your answer>"
NO_FUNCTION = "There is no function `{}` in this cell."
NO_LIST = "It returns something that is no plain list."
READY = "ready"  # the first line: the sandbox itself works
MOST_TEXT = 200  # characters of an error's own words
MIB = 1024**2
LIMITS = {
    "RLIMIT_CPU": 2,  # s; a right answer needs a twentieth
    "RLIMIT_AS": 256 * MIB,
    "RLIMIT_FSIZE": 0,
    "RLIMIT_NOFILE": 16,
    "RLIMIT_NPROC": 0,
    "RLIMIT_CORE": 0,
}


def calls(
    source: str, name: str, inputs: Sequence[Sequence[object]], namespace: dict[str, Any]
) -> Iterator[str]:
    """Define the function in `namespace`, call it with each input; a line of JSON for each.

    A line is `{"value": …}` or `{"error": sentence}`; a single `{"failed": sentence}` says that
    there was nothing to call. Only KeyboardInterrupt gets out.
    """
    try:
        exec(compile(source, FILE, "exec", dont_inherit=True), namespace)  # noqa: S102
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever a learner's code can raise
        yield json.dumps({"failed": sentence(error)})
        return
    function = namespace.get(name)
    if not callable(function):
        yield json.dumps({"failed": NO_FUNCTION.format(name)})
        return
    for arguments in inputs:
        yield _call(function, arguments)


def _call(function: Callable[..., object], arguments: Sequence[object]) -> str:
    try:
        value = function(*json.loads(json.dumps(arguments)))  # a copy: it may change what it gets
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - the same
        return json.dumps({"error": sentence(error)})
    try:
        return json.dumps({"value": value})
    except Exception:  # noqa: BLE001 - objects of their own, loops in lists
        return json.dumps({"error": NO_LIST})


def sentence(error: BaseException) -> str:
    """An error in one line: where in the cell, which, and its own words."""
    line = _line_of(error)
    try:
        words = str(error.msg if isinstance(error, SyntaxError) else error)[:MOST_TEXT]
    except BaseException:  # noqa: BLE001 - their own class, their own __str__
        words = ""
    where = f"Line {line}: " if line else ""
    return f"{where}{type(error).__name__}{': ' if words else ''}{words}"


def _line_of(error: BaseException) -> int | None:
    """The last line of the answer that the error went through."""
    line = error.lineno if isinstance(error, SyntaxError) else None
    frame = error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == FILE:
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def main() -> None:
    """Read a task from stdin, write its lines to stdout; all limits hold before their code runs."""
    import resource  # noqa: PLC0415 - a notebook in a browser has none, and needs none

    for limit, most in LIMITS.items():
        resource.setrlimit(getattr(resource, limit), (most, most))
    task = json.load(sys.stdin)
    with os.fdopen(os.dup(1), "w") as lines:
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):  # what an answer prints is nobody's result, and costs nothing
            os.dup2(nothing, descriptor)
        print(READY, file=lines, flush=True)
        for line in calls(task["source"], task["name"], task["inputs"], {"__name__": "answer"}):
            print(line, file=lines, flush=True)


if __name__ == "__main__":
    main()
