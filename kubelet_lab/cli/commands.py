"""What each command does with what was typed: call one room, print, return an exit code."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from kubelet_lab.cli import completion as shells

OK, FINDINGS, UNUSABLE = 0, 1, 2


class Refused(Exception):  # noqa: N818 (it is what happened to the command)
    """What was typed cannot be used; the message says why."""


def learn(args: argparse.Namespace) -> int:
    """Open JupyterLab on the course, until it is stopped."""
    from kubelet_lab import desk  # noqa: PLC0415 (each command loads only what it needs)

    try:
        course = args.folder or desk.find_course(Path.cwd())
        if not course.is_dir():
            raise Refused(f"{course} is not a folder")
        desk.open_course(course, args.port, args.lab)
    except (FileNotFoundError, ModuleNotFoundError) as error:
        raise Refused(str(error)) from error
    return OK


def check(args: argparse.Namespace) -> int:
    """Print what each manifest will do; the exit code is the worst verdict."""
    from kubelet_lab import check as checks  # noqa: PLC0415 (each command loads only what it needs)

    reports = [(name, checks.check(_read(name))) for name in args.files]
    verdict = checks.worst(report for _, report in reports)
    if args.json:
        found = [{"file": name, **report.as_json()} for name, report in reports]
        answer = {"verdict": verdict, "files": found}
        print(json.dumps(answer, indent=1, ensure_ascii=False))  # noqa: T201
    else:
        print("\n".join(checks.as_text(name, report) for name, report in reports), end="")  # noqa: T201
    return {"clean": OK, "findings": FINDINGS, "invalid": UNUSABLE}[verdict]


def _read(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise Refused(f"{name}: {error.strerror}") from error


def run(args: argparse.Namespace) -> int:
    """Print an incident as told and computed, its fixes, a sweep, or the list of them all."""
    from kubelet_lab import incidents  # noqa: PLC0415 (each command loads only what it needs)

    if args.sweep:
        return _sweep(args)
    if args.scheduler or args.workers or args.name:
        raise Refused("--scheduler, --workers and --name go with --sweep")
    if not (args.incident or args.fixes or args.json):
        print(incidents.listed(), end="")  # noqa: T201
        return OK
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


def grade(args: argparse.Namespace) -> int:
    """Grade a class; 1 if somebody's work needs a look."""
    from kubelet_lab import grading  # noqa: PLC0415 (each command loads only what it needs)

    try:
        summary = grading.grade(
            args.assignment, args.db, args.workers, args.student, args.scheduler
        )
    except (grading.Ungradable, ModuleNotFoundError) as error:
        raise Refused(str(error)) from error
    print(summary.text())  # noqa: T201
    return FINDINGS if summary.looks else OK


def doctor(_: argparse.Namespace) -> int:
    """Print what this machine lacks; 1 if it lacks anything."""
    from kubelet_lab.grading import doctor as machine  # noqa: PLC0415 (each command loads only what it needs)

    findings = machine.examine()
    print("\n".join(finding.text() for finding in findings))  # noqa: T201
    return FINDINGS if any(finding.sick for finding in findings) else OK


def completion(args: argparse.Namespace) -> int:
    """Print what a shell reads once."""
    print(shells.script(args.shell))  # noqa: T201
    return OK
