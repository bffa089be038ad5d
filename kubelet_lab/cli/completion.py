"""What a shell offers when TAB is pressed: argcomplete, and the names that only we know.

The shell runs `kubelet-lab` itself and reads what it offers, so nothing here can be out of date.
A TAB costs 0.04 s, or 0.13 s where an incident must be known (CPU, measured).
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable
from typing import Any

SHELLS = ("bash", "zsh", "fish")
WHERE = {
    "bash": 'eval "$(kubelet-lab completion bash)" in ~/.bashrc',
    "zsh": 'eval "$(kubelet-lab completion zsh)" in ~/.zshrc, after compinit',
    "fish": "kubelet-lab completion fish | source in ~/.config/fish/config.fish",
}
HOW = "To have it in each new shell: " + "; ".join(WHERE.values()) + "."


def script(shell: str) -> str:
    """The lines that a shell reads once; from then on it asks `kubelet-lab`."""
    from argcomplete.shell_integration import (  # noqa: PLC0415 (a shell asks seldom)
        shellcode,
    )

    return shellcode(["kubelet-lab"], shell=shell)


def answer(parser: argparse.ArgumentParser) -> None:
    """Answer and leave, if it is a shell that asks; else do nothing."""
    if "_ARGCOMPLETE" in os.environ:
        import argcomplete  # noqa: PLC0415 (as above)

        argcomplete.autocomplete(parser, always_complete_options="long")


def offer(action: argparse.Action, names: Callable[..., Iterable[str]]) -> None:
    """Have an argument offer `names(prefix=…, parsed_args=…)`."""
    setattr(action, "completer", names)  # noqa: B010 (argcomplete's way, unknown to argparse)


def incidents(**_: object) -> list[str]:
    """Each incident that can be played."""
    from kubelet_lab.incidents import INCIDENTS  # noqa: PLC0415 (0.1 s that others need not wait)

    return list(INCIDENTS)


def parameters(parsed_args: argparse.Namespace, **_: object) -> list[str]:
    """`NAME=` for each parameter of the incident on the line, with its value as told."""
    from kubelet_lab.incidents import INCIDENTS  # noqa: PLC0415 (as above)

    told = INCIDENTS.get(parsed_args.incident)
    return [f"{name}={_plain(value)}" for name, value in told.parameters.items()] if told else []


def _plain(value: Any) -> str:  # noqa: ANN401 (whatever a parameter is)
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def assignments(**_: object) -> list[str]:
    """Each assignment of the course that is here: a folder in `solutions/`, as nbgrader has it."""
    try:
        found = sorted(entry.name for entry in os.scandir("solutions") if entry.is_dir())
    except FileNotFoundError:
        return []
    return found
