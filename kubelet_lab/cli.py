"""Floor 8: `kubelet-lab`, one subcommand for each thing a person does. No logic lives here.

Exit codes: 0 done; 1 done, and something was found; 2 what was typed cannot be used;
130 interrupted. Errors go to stderr as one sentence, never as a traceback.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from kubelet_lab import __version__

OK, FINDINGS, UNUSABLE = 0, 1, 2
HIGHEST_PORT = 65535
INTERRUPTED, CLOSED_PIPE = 130, 141  # 128 + SIGINT, 128 + SIGPIPE: what a shell reports


class Refused(Exception):  # noqa: N818 (it is what happened to the command)
    """What was typed cannot be used; the message says why."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit code."""
    try:
        args = _parser().parse_args(argv)
        code: int = args.command(args)
        sys.stdout.flush()  # a closed pipe must be noticed here, not at interpreter exit
    except Refused as error:
        sys.stderr.write(f"kubelet-lab: {error}\n")
        return UNUSABLE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kubelet-lab",
        description="What a Kubernetes node does, in virtual time.",
        epilog="Exit codes: 0 done; 1 something was found; 2 what was typed cannot be used.",
    )
    parser.add_argument("--version", action="version", version=f"kubelet-lab {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_learn(commands)
    _add_check(commands)
    _add_run(commands)
    _add_grade(commands)
    _add_doctor(commands)
    return parser


Commands = argparse._SubParsersAction  # noqa: SLF001 (argparse has no public name for it)


def _add_learn(commands: Commands[argparse.ArgumentParser]) -> None:
    learn = commands.add_parser("learn", help="open the course in JupyterLab")
    learn.add_argument("folder", nargs="?", type=Path, help="lessons (default: course/)")
    learn.add_argument("--port", type=_port, default=8888, help="default: 8888, or the next free")
    learn.add_argument(
        "--lab",
        action="append",
        default=[],
        metavar="OPTION",
        help="an option for JupyterLab, as in --lab=--ip=0.0.0.0",
    )
    learn.set_defaults(command=_learn)


def _learn(args: argparse.Namespace) -> int:
    from kubelet_lab import desk  # noqa: PLC0415 (each command loads only what it needs)

    try:
        course = args.folder or desk.find_course(Path.cwd())
        if not course.is_dir():
            raise Refused(f"{course} is not a folder")
        desk.open_course(course, args.port, args.lab)
    except (FileNotFoundError, ModuleNotFoundError) as error:
        raise Refused(str(error)) from error
    return OK


def _add_check(commands: Commands[argparse.ArgumentParser]) -> None:
    check = commands.add_parser("check", help="say what a manifest will do before it is applied")
    check.add_argument("files", nargs="+", metavar="FILE", help="a manifest; - reads stdin")
    check.add_argument("--json", action="store_true", help="the reports as JSON")
    check.set_defaults(command=_check)


def _check(args: argparse.Namespace) -> int:
    from kubelet_lab import check  # noqa: PLC0415 (each command loads only what it needs)

    reports = [(name, check.check(_read(name))) for name in args.files]
    verdict = check.worst(report for _, report in reports)
    if args.json:
        found = [{"file": name, **report.as_json()} for name, report in reports]
        answer = {"verdict": verdict, "files": found}
        print(json.dumps(answer, indent=1, ensure_ascii=False))  # noqa: T201
    else:
        print("\n".join(check.as_text(name, report) for name, report in reports), end="")  # noqa: T201
    return {"clean": OK, "findings": FINDINGS, "invalid": UNUSABLE}[verdict]


def _read(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise Refused(f"{name}: {error.strerror}") from error


def _add_run(commands: Commands[argparse.ArgumentParser]) -> None:
    run = commands.add_parser("run", help="play an incident: as told, and as the kubelet does it")
    run.add_argument("incident", help="checkout.startup, checkout.database, …")
    run.add_argument("--json", action="store_true", help="rows, parameters and trace as JSON")
    run.add_argument(
        "--set",
        action="append",
        default=[],
        type=_assignment,
        metavar="NAME=VALUE",
        help="change a parameter, as in --set readiness.failureThreshold=3",
    )
    run.add_argument(
        "--sweep",
        action="append",
        default=[],
        metavar="NAME=VALUES",
        help="play every combination: 1,2,4 or 0..4..0.5 (both ends included); can be repeated",
    )
    run.add_argument("--name", default="", help="of a sweep's files (default: INCIDENT-sweep)")
    _add_hands(run)
    run.add_argument("--fixes", action="store_true", help="what each fix is worth (target)")
    run.set_defaults(command=_run)


def _add_hands(command: argparse.ArgumentParser) -> None:
    command.add_argument("--workers", type=_count, help="processes (default: one for each core)")
    command.add_argument("--scheduler", default="", metavar="ADDRESS", help="a Dask cluster's")


def _run(args: argparse.Namespace) -> int:
    from kubelet_lab import incidents  # noqa: PLC0415 (each command loads only what it needs)

    if args.sweep:
        return _sweep(args)
    if args.scheduler or args.workers or args.name:
        raise Refused("--scheduler, --workers and --name go with --sweep")
    try:
        if args.fixes:
            print(incidents.fixes(args.incident, dict(args.set)), end="")  # noqa: T201
            return OK
        outcome = incidents.run(args.incident, dict(args.set))
    except incidents.Unplayable as error:
        raise Refused(str(error)) from error
    if args.json:
        print(json.dumps(outcome.as_json(), indent=1, ensure_ascii=False))  # noqa: T201
    else:
        print(incidents.as_text(outcome), end="")  # noqa: T201
    return OK


def _sweep(args: argparse.Namespace) -> int:
    if args.json:
        raise Refused("--json is for a single run; a sweep writes a table")
    from kubelet_lab import incidents, sweep  # noqa: PLC0415 (each command loads only what it needs)

    try:
        summary = sweep.sweep(
            args.incident,
            [sweep.axis(text) for text in args.sweep],
            dict(args.set),
            name=args.name,
            workers=args.workers,
            scheduler=args.scheduler,
        )
    except (incidents.Unplayable, sweep.UnsweepableError, sweep.NoClusterError) as error:
        raise Refused(str(error)) from error
    except OSError as error:
        raise Refused(f"{error.filename}: {error.strerror}") from error
    print(summary.text())  # noqa: T201
    return FINDINGS if summary.failed else OK


def _add_grade(commands: Commands[argparse.ArgumentParser]) -> None:
    grade = commands.add_parser("grade", help="grade a class, on all cores")
    grade.add_argument("assignment", help="day05")
    grade.add_argument("--student", default="*", metavar="ID", help="only this one")
    grade.add_argument("--db", default="", metavar="URL", help="gradebook, such as postgresql://…")
    _add_hands(grade)
    grade.set_defaults(command=_grade)


def _grade(args: argparse.Namespace) -> int:
    from kubelet_lab import grading  # noqa: PLC0415 (each command loads only what it needs)

    try:
        summary = grading.grade(
            args.assignment, args.db, args.workers, args.student, args.scheduler
        )
    except (grading.Ungradable, ModuleNotFoundError) as error:
        raise Refused(str(error)) from error
    print(summary.text())  # noqa: T201
    return FINDINGS if summary.looks else OK


def _add_doctor(commands: Commands[argparse.ArgumentParser]) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="say what is missing here, and what to do about it",
        epilog="Exit codes: 0 all that learning and grading need is here; 1 something is missing.",
    )
    doctor.set_defaults(command=_doctor)


def _doctor(_: argparse.Namespace) -> int:
    from kubelet_lab.grading import doctor  # noqa: PLC0415 (each command loads only what it needs)

    findings = doctor.examine()
    print("\n".join(finding.text() for finding in findings))  # noqa: T201
    return FINDINGS if any(finding.sick for finding in findings) else OK


def _count(text: str) -> int:
    if not (text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"{text}: must be a number from 1 on")
    return int(text)


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise argparse.ArgumentTypeError(f"{text}: must be NAME=VALUE")
    return name, value


def _port(text: str) -> int:
    if not (text.isdigit() and 1 <= int(text) <= HIGHEST_PORT):
        raise argparse.ArgumentTypeError(f"{text}: must be between 1 and {HIGHEST_PORT}")
    return int(text)
