"""Every way we know to cheat, break or spy with the one answer that is code: score, reason, trace.

All of it runs in the real sandbox, as grading runs it. Where there is none, the tests say so and
skip, except for those that show what happens then: nothing runs.
"""

from __future__ import annotations

import os
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kubelet_lab.exercises.check import check
from kubelet_lab.exercises.report import Report
from kubelet_lab.exercises.running import NEEDS_SANDBOX, STOPPED
from kubelet_lab.grading import sandbox
from kubelet_lab.grading.sandbox import run_in_sandbox
from tests.exercises.proofs.pleg import LOOP

MISSING = sandbox.why_not()
needs_sandbox = pytest.mark.skipif(bool(MISSING), reason=MISSING)

HERE = Path(__file__)
SEED = "the night watch"
RIGHT = LOOP.split("\n", 1)[1]
FULL = 6.0


class Attack(NamedTuple):
    source: str
    points: float
    says: str


def within(*lines: str, says: str, points: float = 0.0, after: str = "") -> Attack:
    """Lines at the beginning of a right function."""
    body = "".join(f"    {line}\n" for line in lines)
    source = RIGHT.replace("    events = []\n", f"{body}    events = []\n{after}")
    return Attack(source, points, says)


def above(*lines: str, says: str, points: float = 0.0) -> Attack:
    """Lines above a right function."""
    return Attack("\n".join([*lines, RIGHT]), points, says)


SPIES = {
    "reads the gradebook's folder": within(f"open({str(HERE)!r}).read()", says="FileNotFoundError"),
    "lists the instructor's home": within(
        "import os", "os.listdir(os.environ['HOME'])", says="KeyError"
    ),
    "reads /proc/1/environ": within("open('/proc/1/environ').read()", says="FileNotFoundError"),
    "reads /etc/passwd": within("open('/etc/passwd').read()", says="FileNotFoundError"),
    "reads the seed": within("import os", "os.environ['KUBELET_LAB_SEED']", says="KeyError"),
    "asks this package": above(
        "from kubelet_lab.node.pleg import generate_events", says="Line 2: ModuleNotFoundError"
    ),
    "asks any package": above("import nbgrader", says="Line 2: ModuleNotFoundError"),
    "opens a socket": within("import socket", "socket.socket()", says="PermissionError"),
    "resolves a name": within(
        "import socket", "socket.getaddrinfo('example.invalid', 80)", says="an error of its own"
    ),
}
BREAKS = {
    "forks": within("import os", "os.fork()", says="PermissionError"),
    "a fork bomb": above("import os", "while True: os.fork()", says="PermissionError"),
    "a daemon": above(
        "import os", "if os.fork() == 0:\n  os.setsid()\n  while True: pass", says="PermissionError"
    ),
    "a thread": within(
        "import threading", "threading.Thread(target=print).start()", says="RuntimeError"
    ),
    "starts a program": within(
        "import subprocess", "subprocess.run(['/bin/sh'])", says="Line 4: PermissionError"
    ),
    "becomes another program": within("import os", "os.execv('/bin/sh', ['sh'])", says="FileNot"),
    "os._exit": above("import os", "os._exit(0)", says=STOPPED),
    "sys.exit": above("raise SystemExit(0)", says="Line 2: SystemExit"),
    "kills all": within("import os", "os.kill(-1, 9)", says="ProcessLookupError"),
    "kills the first process, in vain": within(
        "import os", "os.kill(os.getppid(), 9)", says="6 of 6", points=FULL
    ),
    "kills itself": within("import os", "os.kill(os.getpid(), 9)", says=STOPPED),
    "an endless loop": within("while True: pass", says=STOPPED),
    "a loop that swallows all": within(
        "import signal", "signal.signal(signal.SIGXCPU, signal.SIG_IGN)", "while True: pass",
        says=STOPPED,
    ),
    "eight GiB": within("bytearray(8 << 30)", says="MemoryError"),
    "many small things": above("x = []", "while True: x.append(bytes(100_000))", says="MemoryErr"),
    "no end of recursion": within("return pleg_events(old, new)", says="RecursionError"),
    "recursion without a limit": above(
        "import sys", "sys.setrecursionlimit(10**9)",
        "def deep(n): return deep(n + 1)", "deep(0)", says="0 of 6",  # it crashes, one way or other
    ),
    "a great power": within("9 ** 9 ** 9", says=STOPPED),
    "writes a file": within("open('mine', 'w')", says="OSError"),
    "writes to /tmp": within("open('/tmp/mine', 'w')", says="OSError"),
    "edits the harness": within("open('/harness.py', 'w')", says="Error"),
    "fills memory files": within(
        "import os", "os.write(os.memfd_create('x'), b'x')", says="OSError"
    ),
    "raises its limits": within(
        "import resource", "resource.setrlimit(resource.RLIMIT_CPU, (99, 99))",
        says="ValueError",
    ),
    "a new namespace": within(
        "import ctypes", "assert ctypes.CDLL(None).unshare(0x10000000) == 0", says="AssertionError"
    ),
    "deeply nested source": Attack("x = " + "[" * 5_000 + "]" * 5_000, 0, "SyntaxError"),
    "a base exception of its own": above(
        "class Out(BaseException):", "  def __str__(self): raise self", "raise Out",
        says="an error of its own",
    ),
}  # fmt: skip
FORGES = {
    "prints results": Attack(
        "import os\nfor fd in range(16):\n  try: os.write(fd, b'{\"value\": []}\\n' * 500)\n"
        "  except OSError: pass\nos._exit(0)", 0, "You tell: nothing",
    ),
    "prints what is no JSON": Attack(
        "import os\nfor fd in range(16):\n  try: os.write(fd, b'[' * 60_000 + b'\\n')\n"
        "  except OSError: pass\nos._exit(0)", 0, "cannot be read",
    ),
    "prints megabytes of results": Attack(
        "import os\nwhile True:\n  for fd in range(16):\n"
        "    try: os.write(fd, b'{\"value\": [[\"web\", \"ContainerDied\"]]}\\n' * 5000)\n"
        "    except OSError: pass", 0, "You tell",
    ),
    "returns megabytes": Attack(
        "def pleg_events(old, new):\n  return [['x' * 900_000, 'y']] * 9", 0, "more than anybody",
    ),
    "patches json": Attack(
        "import json\njson.dumps = lambda *_: '{\"value\": true, \"points\": 6}'\n"
        "def pleg_events(old, new): return []", 0, "a bool",
    ),
    "patches the harness": Attack(
        "import sys\nsys.modules['__main__'].sentence = lambda e: 'right'\n"
        "def pleg_events(old, new): return 1 / 0", 0, "an error of its own",
    ),
    "claims a failure of ours": Attack(
        "import os\nfor fd in range(16):\n"
        "  try: os.write(fd, b'{\"failed\": \"ours\", \"needs_person\": true}\\n')\n"
        "  except OSError: pass\nos._exit(0)", 0, "an error of its own",
    ),
    "equals all": Attack(
        "class Any(str):\n  __eq__ = lambda s, o: True\n  __hash__ = lambda s: 0\n"
        "def pleg_events(old, new): return [(Any('web'), Any('ContainerDied'))]", 0, "You tell",
    ),
    "nan and infinity": Attack(
        "def pleg_events(old, new): return [(float('nan'), float('inf'))]", 0, "no words",
    ),
    "a number with 9,000 digits": Attack(
        "import sys\nsys.set_int_max_str_digits(0)\ndef pleg_events(old, new): return 10 ** 9000",
        0, "cannot be read",
    ),
    "a pickle": Attack(
        "import pickle\ndef pleg_events(old, new): return pickle.dumps(old)", 0, "is no plain list",
    ),
    "a list in itself": Attack(
        "def pleg_events(old, new):\n  x = []\n  x.append(x)\n  return x", 0, "is no plain list",
    ),
    "a generator": Attack("def pleg_events(old, new):\n  yield 1", 0, "is no plain list"),
    "a class": Attack("class pleg_events:\n  def __init__(self, *_): pass", 0, "is no plain list"),
    "a table of expected answers": Attack(
        "TABLE = {'{\"web\": \"exited\"}': []}\nimport json\n"
        "def pleg_events(old, new): return TABLE[json.dumps(old)]", 0, "KeyError",
    ),
    "the source of its caller": Attack(
        "import sys\ndef pleg_events(old, new):\n"
        "  return sys._getframe(1).f_globals['expected'](old, new)", 0, "KeyError",
    ),
    "ANSI and markup": Attack(
        "def pleg_events(old, new): raise ValueError('\\x1b[2J<script>alert(1)</script>')",
        0, "ValueError",
    ),
}  # fmt: skip
TELLS = {  # everything that an answer says of the records it was called with, it says aloud
    "in its errors": "def pleg_events(old, new): raise ValueError(old, new)",
    "in its errors' names": "def pleg_events(old, new):\n"
    "  raise type('X' + next(iter(new)), (Exception,), {})",
    "in its events": "def pleg_events(old, new):\n"
    "  return [[c, 'Container' + d] for c in new for d in new]",
    "in its containers": "def pleg_events(old, new):\n"
    "  return [['on ' + c, 'ContainerDied'] for c in new]",
    "in the names of its types": "def pleg_events(old, new):\n"
    "  return type('X' + next(iter(new)), (), {})()",
    "before it is called": "import sys\nraise ValueError(sys._getframe(1).f_locals['inputs'][-1])",
    "in place of the harness": "import os, sys, json\n"
    "text = json.dumps({'failed': str(sys._getframe(1).f_locals['inputs'][-1])}) + '\\n'\n"
    "for fd in range(16):\n  try: os.write(fd, text.encode())\n  except OSError: pass\n"
    "os._exit(0)",
}
INNOCENT = {
    "prints": within("print('a' * 1000)", says="pleg_events: 6 of 6", points=FULL),
    "warns": within(
        "import warnings", "warnings.warn('old')", says="pleg_events: 6 of 6", points=FULL
    ),
    "reads input that is not there": within(
        "try: input()", "except EOFError: pass", says="6 of 6", points=FULL
    ),
    "uses the standard library": above(
        "import collections, dataclasses, enum, itertools, typing", says="6 of 6", points=FULL
    ),
    "remembers between calls": above("seen = []", says="6 of 6", points=FULL),
}
ATTACKS = SPIES | BREAKS | FORGES


def graded(source: str, seed: str = SEED) -> Report:
    return check(f"%%function pleg_events\n{source}", seed, run_in_sandbox)


@pytest.fixture(autouse=True)
def _nothing_touched(tmp_path: Path) -> Iterator[None]:
    """No file here, no process of ours left, nobody connected to a socket of ours."""
    before = (sorted(HERE.parent.iterdir()), HERE.read_bytes(), _children())
    yield
    assert (sorted(HERE.parent.iterdir()), HERE.read_bytes(), _children()) == before
    assert not Path("/tmp/mine").exists()  # noqa: S108 - where an attack would have put it
    assert list(tmp_path.iterdir()) == []


def _children() -> set[str]:
    mine = Path(f"/proc/self/task/{threading.get_native_id()}/children")
    return set(mine.read_text().split())


@needs_sandbox
@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_gets_its_points_and_a_reason(name: str) -> None:
    attack = ATTACKS[name]
    report = graded(attack.source)
    assert report.points <= max(attack.points, 1), report.text()  # a point: by silence, by luck
    assert attack.says in report.text()
    assert not report.needs_person
    assert "\x1b" not in report.text()
    assert "<script" not in report.html()


@needs_sandbox
@pytest.mark.parametrize("name", TELLS)
def test_what_an_answer_says_of_hidden_records_is_not_repeated(name: str) -> None:
    """Hidden containers have the runtime's ids: twelve hexadecimal digits."""
    report = graded(TELLS[name])
    assert report.points < 1
    assert not re.search("[0-9a-f]{12}", report.text()), report.text()


@needs_sandbox
@pytest.mark.parametrize("name", INNOCENT)
def test_innocent_things_cost_nothing(name: str) -> None:
    report = graded(INNOCENT[name].source)
    assert (report.points, report.error) == (FULL, ""), report.text()


@needs_sandbox
def test_a_service_on_this_machine_cannot_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        port = server.getsockname()[1]
        line = f"socket.create_connection(('127.0.0.1', {port}), 1)"
        report = graded(within("import socket", line, says="").source)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert report.points == 0


@needs_sandbox
def test_all_there_is_to_see_is_an_empty_home_and_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBELET_LAB_SEED", SEED)
    source = (
        "import os\ndef look():\n return [os.listdir('/home'), sorted(os.environ), os.getuid()]"
    )
    home, environment, user = run_in_sandbox(source, "look", [[]]).call(0).value  # type: ignore[misc]
    assert (home, user) == ([], 65534)
    assert set(environment) <= {"LC_CTYPE", "PWD", "PYTHONHASHSEED"}


@needs_sandbox
def test_records_are_chosen_afresh_for_each_answer_and_the_same_for_its_twin() -> None:
    asked: list[object] = []

    def look(source: str, name: str, inputs: object) -> sandbox.Ran:
        asked.append(inputs)
        return run_in_sandbox(source, name, inputs)  # type: ignore[arg-type]

    for source in (RIGHT, RIGHT, f"{RIGHT}# another"):
        check(f"%%function pleg_events\n{source}", SEED, look)
    check(f"%%function pleg_events\n{RIGHT}", "another seed", look)
    first, twin, another, seeded = asked
    assert first == twin
    assert another != first != seeded


@needs_sandbox
def test_one_that_sleeps_is_stopped_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "DEADLINE_S", 1)
    report = graded(within("import time", "time.sleep(3_600)", says="").source)
    assert sandbox.TOO_LATE in report.text()
    assert report.points == 0


@needs_sandbox
def test_calls_before_the_end_count() -> None:
    """Half of an answer that stops half-way is still judged."""
    source = f"calls = 0\n{RIGHT}".replace(
        "    events = []\n",
        "    global calls\n    calls += 1\n    if calls > 30: raise SystemExit\n    events = []\n",
    )
    report = graded(source)
    assert 0 < report.points < FULL


@pytest.mark.parametrize(
    "bwrap", ["", "#!/bin/sh\nexit 1\n", "#!/bin/sh\necho nonsense\n", "#!/bin/sh\nexec cat\n"]
)
def test_without_a_sandbox_nothing_runs_and_a_person_is_asked(
    bwrap: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("bin")
    trace = folder / "it ran"
    if bwrap:
        (folder / "bwrap").write_text(bwrap)
        (folder / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/no/such")
    report = graded(f"open({str(trace)!r}, 'w')\n{RIGHT}")
    assert (report.points, report.error, report.needs_person) == (0, NEEDS_SANDBOX, True)
    assert not trace.exists()


def test_nobody_runs_code_who_was_not_told_where() -> None:
    report = check(f"%%function pleg_events\n{RIGHT}", SEED)
    assert (report.points, report.error, report.needs_person) == (0, NEEDS_SANDBOX, True)
