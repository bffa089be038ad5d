"""TAB in a real shell: what is typed, what stands there afterwards, what is offered.

The line is turned into `: LINE` and entered, and the shell's own `set -x` says what it was.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from kubelet_lab import cli, incidents

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
ENV = {
    name: value for name, value in os.environ.items() if name not in ("BASH_ENV", "ENV", "ZDOTDIR")
} | {"PATH": f"{BIN}:{os.environ['PATH']}", "TERM": "dumb", "LC_ALL": "C.UTF-8"}
TAB, ALL_OF_THEM, TO_THE_START = "\t", "\x1b*", "\x01"
SHELLS = {
    "bash": (["--norc", "--noprofile", "-i"], 'bind "set enable-bracketed-paste off"'),
    "zsh": (["-f", "-i"], "autoload -Uz compinit; compinit -D -u; unset zle_bracketed_paste"),
}


def after(shell: str, typed: str, key: str) -> str:
    """The line after `key` was pressed at the end of `typed`."""
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed here")
    options, before = SHELLS[shell]
    terminal = pexpect.spawn(
        shell, options, env=ENV, cwd=ROOT, encoding="utf-8", timeout=None, dimensions=(40, 2000)
    )
    terminal.sendline(f'PS1="" PS2=""; {before}; eval "$(kubelet-lab completion {shell})"')
    terminal.sendline("PS4='line:'; echo the shell is ready | tr a-z A-Z")
    terminal.expect_exact("THE SHELL IS READY")
    terminal.sendline("set -x; echo traced | tr a-z A-Z")
    terminal.expect_exact("TRACED")
    terminal.send(f"{typed}{key}{TO_THE_START}: ")
    terminal.sendline("")
    terminal.expect(r"line:+ ?: (kubelet-lab[^\r\n]*)")
    line = str(terminal.match.group(1))
    terminal.close(force=True)
    return re.sub("'([^' ]*)'", r"\1", line)


TABS = [
    ("kubelet-lab ru", "kubelet-lab run"),
    ("kubelet-lab completion z", "kubelet-lab completion zsh"),
    ("kubelet-lab run checkout.dea", "kubelet-lab run checkout.deadlock"),
    ("kubelet-lab run target --fi", "kubelet-lab run target --fixes"),
    ("kubelet-lab check CONTRIB", "kubelet-lab check CONTRIBUTING.md"),
    ("kubelet-lab grade d", "kubelet-lab grade day05"),
]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("typed", "stands"), TABS, ids=[typed for typed, _ in TABS])
def test_tab_ends_the_word(shell: str, typed: str, stands: str) -> None:
    assert after(shell, typed, TAB) == stands


def test_every_incident_is_offered() -> None:
    offered = after("bash", "kubelet-lab run ", ALL_OF_THEM).split()[2:]
    assert {word for word in offered if not word.startswith("-")} == set(incidents.INCIDENTS)


def test_the_parameters_of_this_incident_are_offered_as_told() -> None:
    typed = "kubelet-lab run checkout.deadlock --set deadlock"
    told = incidents.INCIDENTS["checkout.deadlock"].parameters["deadlock_s"]
    assert after("bash", typed, TAB) == f"{typed}_s={told}"


def test_fish_offers_the_same() -> None:
    if not shutil.which("fish"):
        pytest.skip("fish is not installed here")
    ask = "kubelet-lab completion fish | source; complete -C 'kubelet-lab run checkout.d'"
    done = subprocess.run(
        ["fish", "--no-config", "--command", ask],
        env=ENV, cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["checkout.database", "checkout.deadlock"]


def test_each_shell_has_a_line_of_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["completion", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    for line in cli.completion.WHERE.values():
        assert line in said


def test_an_unknown_shell_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["completion", "tcsh"])
    assert stop.value.code == cli.UNUSABLE
    assert "invalid choice: 'tcsh'" in capsys.readouterr().err


def test_an_ordinary_run_does_not_load_it() -> None:
    ask = "import sys; from kubelet_lab import cli; cli.main(['run', 'checkout.database'])"
    done = subprocess.run(
        [sys.executable, "-c", f"{ask}; print('argcomplete' in sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "False"
