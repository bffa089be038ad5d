"""Every command that a text mentions is one that exists, with its options and its names.

README.md's blocks and docs/instructor.md's are run, by test_readme.py and by
tests/grading/test_instructor_guide.py. Here is what stands between the lines, and in every other
text: it is read as the program itself would read it, and nothing may stay unread.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from nbgrader.apps import NbGraderApp

from kubelet_lab import incidents, sweep
from kubelet_lab.cli.arguments import parser

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
RUN_ELSEWHERE = {"README.md", "docs/instructor.md"}  # their blocks
OURS = ("make", "kubelet-lab", "nbgrader", "pip", "jupyter", "npm", ".venv/bin/python")
BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PLACE = {"NAME": "target"}  # what stands for any name


def texts() -> list[str]:
    listed = ["git", "ls-files", "*.md"]
    found = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in found.split() if not name.startswith("tests/")]


def commands() -> list[tuple[str, str]]:
    """(file, command) for each line of a shell block, and each inline code that begins like one."""
    found = []
    for name in texts():
        text = (ROOT / name).read_text(encoding="utf-8")
        blocks = [body for language, body in BLOCK.findall(text) if language == "sh"]
        lines = [] if name in RUN_ELSEWHERE else "".join(blocks).splitlines()
        between = re.findall(r"`([^`\n]+)`", BLOCK.sub("", text))
        between = [code.removeprefix('eval "$(').removesuffix(')"') for code in between]
        lines += [code for code in between if program(code) in OURS and " " in code]
        found += [(name, line) for line in lines]
    return sorted(set(found))


def program(command: str) -> str:
    words = [word for word in command.split() if not re.match(r"[A-Z_]+=", word)]
    return words[0] if words else ""


@pytest.mark.parametrize(("name", "command"), commands(), ids=lambda text: text[:60])
def test_it_exists(name: str, command: str) -> None:
    readers = {
        "make": make,
        "kubelet-lab": kubelet_lab,
        "nbgrader": nbgrader,
        "pip": pip,
        "jupyter": jupyter,
        ".venv/bin/python": python_run,
        "npm": plotly_recipe,
    }
    assert program(command) in readers, f"{name} has a command that no test reads: {command}"
    readers[program(command)](command)


def make(command: str) -> None:
    dry = subprocess.run(
        [*shlex.split(command), "--dry-run"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert dry.returncode == 0, dry.stderr


def kubelet_lab(command: str) -> None:
    words = [PLACE.get(word, word) for word in shlex.split(command)[1:]]
    if words == ["check"]:
        words.append("-")  # mentioned by its name alone
    if words == ["grade"]:
        words.append("day05")
    if words[-1] == "--help":
        with pytest.raises(SystemExit, match="0"):
            parser().parse_args(words)
        return
    args = parser().parse_args(words)
    if args.command.__name__ == "run" and args.incident:
        known = incidents.settle(args.incident, dict(args.set))
        assert {sweep.axis(text).name for text in args.sweep} <= known.keys()
    if args.command.__name__ == "run" and args.fixes:
        assert incidents.INCIDENTS[args.incident].fixes


def nbgrader(command: str) -> None:
    assert shlex.split(command)[1] in NbGraderApp().subcommands


def pip(command: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    for wanted in shlex.split(command)[2:]:
        package, _, extra = wanted.rstrip("]").partition("[")
        if package == project["name"]:
            assert extra in extras
        else:
            assert any(pin.startswith(wanted) for pins in extras.values() for pin in pins)


def jupyter(command: str) -> None:
    assert (BIN / f"jupyter-{shlex.split(command)[1]}").exists()


def python_run(command: str) -> None:
    settings, _, rest = command.partition(".venv/bin/python ")
    script, *options = rest.removeprefix("-m pytest ").split()
    text = (ROOT / script).read_text(encoding="utf-8")
    names = re.findall(r"([A-Z_]+)=", settings)
    assert all(f'"{one}"' in text for one in [*names, *options])


def plotly_recipe(command: str) -> None:
    version = re.search(r"plotly\.js-basic-dist-min@([\d.]+)", command)
    assert version
    bundle = ROOT / "kubelet_lab" / "panels" / "static" / "plotly-basic.min.js"
    assert f"v{version[1]}" in bundle.read_text(encoding="utf-8")[:200]


def test_texts_have_commands() -> None:
    assert {name for name, _ in commands()} >= {"README.md", "CONTRIBUTING.md", "docs/design.md"}


@pytest.mark.parametrize("name", texts())
def test_shell_is_called_sh_and_each_link_leads_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    languages = {language for language, _ in BLOCK.findall(text)}
    assert not languages & {"bash", "console", "shell", "zsh"}, "only `sh` blocks are read here"
    for path in re.findall(r"\]\((?!https?:|#)([^)#]+)", BLOCK.sub("", text)):
        assert (ROOT / name).parent.joinpath(path).exists(), path
