"""What can be typed: one subcommand for each thing a person does, its options and its help."""

from __future__ import annotations

import argparse
from pathlib import Path

from kubelet_lab import __version__
from kubelet_lab.cli import commands as do
from kubelet_lab.cli import completion, typed

CODES = "Exit codes: 0 done; 1 something was found; 2 what was typed cannot be used."
Commands = argparse._SubParsersAction  # noqa: SLF001 (argparse has no public name for it)


def parser() -> argparse.ArgumentParser:
    """All of it; what was typed, parsed, has the function to call as `command`."""
    whole = argparse.ArgumentParser(
        prog="kubelet-lab",
        description="What a Kubernetes node does, in virtual time.",
        epilog=f"{CODES} `kubelet-lab COMMAND --help` says more. For TAB: kubelet-lab completion.",
    )
    whole.add_argument("--version", action="version", version=f"kubelet-lab {__version__}")
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    _add_learn(commands)
    _add_check(commands)
    _add_run(commands)
    _add_grade(commands)
    _add_doctor(commands)
    _add_completion(commands)
    return whole


def _command(
    commands: Commands[argparse.ArgumentParser], name: str, does: str, more: str, codes: str
) -> argparse.ArgumentParser:
    """One subcommand: what it does in a line, the sentence that its own help adds, exit codes."""
    return commands.add_parser(
        name, help=does, description=f"{does[0].upper()}{does[1:]}. {more}", epilog=codes
    )


def _add_learn(commands: Commands[argparse.ArgumentParser]) -> None:
    more = "Where there is no clone, the lessons are first copied to kubelet-lab-course/ here."
    learn = _command(
        commands, "learn", "open the course in JupyterLab", more, "Stop it with Control-C, twice."
    )
    learn.add_argument("folder", nargs="?", type=Path, help="lessons (default: course/)")
    learn.add_argument(
        "--port", type=typed.port, default=8888, help="default: 8888, or the next free"
    )
    learn.add_argument(
        "--lab",
        action="append",
        default=[],
        metavar="OPTION",
        help="an option for JupyterLab, as in --lab=--ip=0.0.0.0",
    )
    learn.set_defaults(command=do.learn)


def _add_check(commands: Commands[argparse.ArgumentParser]) -> None:
    does = "say what a manifest will do before it is applied"
    more = "What the API server will refuse; how soon each probe acts, and how late."
    codes = "Exit codes: 0 clean; 1 findings; 2 invalid, or a file that cannot be read."
    check = _command(commands, "check", does, more, codes)
    check.add_argument("files", nargs="+", metavar="FILE", help="a manifest; - reads stdin")
    check.add_argument("--json", action="store_true", help="the reports as JSON")
    check.set_defaults(command=do.check)


def _add_run(commands: Commands[argparse.ArgumentParser]) -> None:
    does = "play an incident: as told, and as the kubelet does it"
    codes = f"{CODES} A sweep: 1 if a combination failed."
    run = _command(commands, "run", does, "Without a name: which incidents there are.", codes)
    incident = run.add_argument("incident", nargs="?", default="", help="such as checkout.deadlock")
    completion.offer(incident, completion.incidents)
    run.add_argument("--json", action="store_true", help="rows, parameters and trace as JSON")
    chosen = run.add_argument(
        "--set",
        action="append",
        default=[],
        type=typed.assignment,
        metavar="NAME=VALUE",
        help="change a parameter, as in --set readiness.failureThreshold=3",
    )
    swept = run.add_argument(
        "--sweep",
        action="append",
        default=[],
        metavar="NAME=VALUES",
        help="play every combination: 1,2,4 or 0..4..0.5 (both ends included); can be repeated",
    )
    completion.offer(chosen, completion.parameters)
    completion.offer(swept, completion.parameters)
    run.add_argument("--name", default="", help="of a sweep's files (default: INCIDENT-sweep)")
    _add_hands(run)
    run.add_argument("--fixes", action="store_true", help="what each fix is worth (target)")
    run.set_defaults(command=do.run)


def _add_hands(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--workers", type=typed.count, metavar="N", help="processes (default: one for each core)"
    )
    command.add_argument("--scheduler", default="", metavar="ADDRESS", help="a Dask cluster's")


def _add_grade(commands: Commands[argparse.ArgumentParser]) -> None:
    more = "The scores of `nbgrader autograde`. Killed, it goes on where it was when typed again."
    codes = "Exit codes: 0 all graded; 1 some submissions need a look; 2 nothing could be graded."
    grade = _command(commands, "grade", "grade a class, on all cores", more, codes)
    assignment = grade.add_argument("assignment", help="a folder of the course, such as day05")
    completion.offer(assignment, completion.assignments)
    grade.add_argument("--student", default="*", metavar="ID", help="only this one")
    grade.add_argument("--db", default="", metavar="URL", help="gradebook, such as postgresql://…")
    _add_hands(grade)
    grade.set_defaults(command=do.grade)


def _add_doctor(commands: Commands[argparse.ArgumentParser]) -> None:
    does = "say what is missing here, and what to do about it"
    codes = "Exit codes: 0 all that learning and grading need is here; 1 something is missing."
    doctor = _command(commands, "doctor", does, "Nothing is changed.", codes)
    doctor.set_defaults(command=do.doctor)


def _add_completion(commands: Commands[argparse.ArgumentParser]) -> None:
    does = "print what makes TAB complete commands, options and incidents"
    shell = _command(commands, "completion", does, completion.HOW, CODES)
    shell.add_argument("shell", choices=completion.SHELLS)
    shell.set_defaults(command=do.completion)
