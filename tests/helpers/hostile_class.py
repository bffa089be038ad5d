"""A class as instructors meet it: right, wrong, late, malformed, hostile; what each must get.

Each student is a function that writes into their empty folder, the points they must get (None:
whatever `check` says of their answer), and words that the reason must hold.
"""

from __future__ import annotations

import contextlib
import copy
import json
import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from kubelet_lab.grading.submission import REFUSED

ROOT = Path(__file__).parents[2]
LESSON = "05_checkout"
FULL = 14.0
HEAD = "%%manifest checkout\n"
LOUD = "<script>alert(1)</script><img src=x onerror=alert(2)>[x](javascript:alert(3))\x1b[2J\u202e"


def _book(folder: str) -> Book:
    book = json.loads((ROOT / folder / "day05" / f"{LESSON}.ipynb").read_text(encoding="utf-8"))
    for cell in book["cells"]:
        cell["source"] = "".join(cell["source"])
    return book


RELEASED, SOLVED = _book("course"), _book("solutions")
RIGHT = next(cell["source"] for cell in SOLVED["cells"] if cell["id"] == "checkout")
LIVENESS = "      periodSeconds: 10\n      failureThreshold: 3"  # as the solution has it


Book = dict[str, Any]


class Student(NamedTuple):
    hand_in: Callable[[Path], None]
    points: float | None
    says: str = ""


def notebook(answer: str = RIGHT) -> Book:
    """The released notebook with an answer in its place."""
    book = copy.deepcopy(RELEASED)
    cell_of(book)["source"] = answer
    return book


def cell_of(book: Book, name: str = "checkout") -> Book:
    return next(cell for cell in book["cells"] if cell["id"] == name)


def code(text: str, **more: Any) -> Book:
    return {"cell_type": "code", "source": text, "metadata": {}, "outputs": [], **more}


def write(book: object, name: str = LESSON) -> Callable[[Path], None]:
    text = book if isinstance(book, bytes) else json.dumps(book).encode()
    return lambda folder: (folder / f"{name}.ipynb").write_bytes(text) and None


def answers(answer: str) -> Callable[[Path], None]:
    return write(notebook(answer))


def changed(change: Callable[[Book], object], answer: str = RIGHT) -> Callable[[Path], None]:
    book = notebook(answer)
    change(book)
    return write(book)


def with_code(text: str) -> Student:
    """Code in every cell that is not an answer, and a wrong answer: none of it runs."""

    def spread(book: Book) -> None:
        for cell in book["cells"]:
            if cell["cell_type"] == "code" and not cell["source"].startswith("%%"):
                cell["source"] = text
        book["cells"].insert(0, code(text, id="first"))
        book["cells"].append(code(text, id="last"))

    return Student(changed(spread, WRONG), WRONG_POINTS)


WRONG = RIGHT.replace("path: /health", "path: /ready")  # liveness asks for the database
WRONG_POINTS = None

TRACE = Path(os.environ.get("TMPDIR", "/tmp")) / "kubelet-lab-hostile-was-here"  # noqa: S108
TOUCH = f"open({str(TRACE)!r}, 'w').close()"

RUNS = {  # code that should never run, and code that forges: each would leave a trace
    name: with_code(f"{TOUCH}\n{text}")
    for name, text in {
        "endless-loop": "while True: pass",
        "deaf-loop": "import signal\nsignal.signal(2, signal.SIG_IGN)\nwhile True: pass",
        "os-exit": "import os; os._exit(0)",
        "sys-exit": "import sys; sys.exit()",
        "fork-bomb": "import os\nwhile True: os.fork()",
        "eight-gib": "x = bytearray(8 << 30)",
        "prints-lines": "for _ in range(200_000_000): print('x')",
        "prints-one-line": "print('x' * 200_000_000)",
        "asks": "input()",
        "daemon": "import os\nif os.fork() == 0:\n  os.setsid()\n  while True: pass",
        "atexit": "import atexit, threading\natexit.register(print)\n"
        "threading.Thread(target=print).start()",
        "equals-all": "class E(float):\n  __eq__ = lambda s, o: True\nlab.points = lambda _: E(14)",
        "patched-checker": "from kubelet_lab.exercises import check\ncheck.check = lambda *_: None",
        "fake-module": "import sys, types\nsys.modules['kubelet_lab.lab'] = types.ModuleType('l')",
        "edits-checker": "import kubelet_lab.exercises.check as c\nopen(c.__file__, 'w').write('')",
        "transformers": "get_ipython().ast_transformers.append(lambda t: t)\n"
        "get_ipython().input_transformers_cleanup.append(lambda _: [])",
        "patched-run-cell": "ip = get_ipython()\nip.run_cell = ip.showtraceback = lambda *a: None",
        "reads-gradebook": "import sqlite3\nsqlite3.connect('gradebook.db').execute("
        "'update grade set manual_score = 14')",
        "reads-source": "open('../../../solutions/day05/05_checkout.ipynb').read()",
        "reads-environment": "import os; print(os.environ['KUBELET_LAB_SEED'])",
        "deletes-classmate": "import shutil; shutil.rmtree('../../right')",
        "sockets": "import socket; socket.create_connection(('127.0.0.1', 8888))",
        "resolves": "import socket; socket.getaddrinfo('example.invalid', 80)",
    }.items()
}


def _flags(book: Book) -> None:
    cell_of(book, "points_checkout")["metadata"] = {
        "nbgrader": {"points": 1e9, "grade_id": "other", "grade": True, "locked": False},
        "tags": ["skip-execution"],
    }


def _points_made_up(book: Book) -> None:
    shown = {"output_type": "execute_result", "data": {"text/plain": "14"}, "metadata": {}}
    cell_of(book, "points_checkout").update(source="14.0", outputs=[shown])


def _points_copied(book: Book) -> None:
    copied = dict(cell_of(book, "points_checkout"), source="14.0")
    book["cells"] = [copied, *book["cells"], copied]


def _head(line: str) -> Callable[[Path], None]:
    return answers(RIGHT.replace(HEAD.strip(), line, 1))


def _only(*names: str) -> Callable[[Book], None]:
    def keep(book: Book) -> None:
        book["cells"] = [cell for cell in book["cells"] if cell["id"] in names]

    return keep


def _same_ids(book: Book) -> None:
    for cell in book["cells"]:
        cell["id"] = "checkout"
        cell["metadata"] = {"nbgrader": {"grade_id": "checkout", "solution": True, "points": 99}}


def _kind(kind: str, name: str) -> Callable[[Book], None]:
    return lambda book: cell_of(book, name).update(cell_type=kind)


FORGES = {
    "flags": Student(changed(_flags, WRONG), WRONG_POINTS),
    "points-made-up": Student(changed(_points_made_up, WRONG), WRONG_POINTS),
    "points-deleted": Student(changed(_only("checkout")), FULL),
    "points-moved": Student(changed(lambda b: b["cells"].reverse()), FULL),
    "points-raw": Student(changed(_kind("raw", "points_checkout")), FULL),
    "points-markdown": Student(changed(_kind("markdown", "points_checkout")), FULL),
    "same-ids": Student(changed(_same_ids), FULL),
    "answer-raw": Student(changed(_kind("raw", "checkout")), 0, "is a raw cell"),
    "answer-deleted": Student(changed(_only("points_checkout")), 0, "No code cell begins with"),
    "answer-bash": Student(answers(f"%%bash\ntouch {TRACE}"), 0, "No code cell begins with"),
    "answer-javascript": Student(answers("%%javascript\nalert(1)"), 0, "No code cell begins with"),
    "answer-wrong-kind": Student(
        answers(RIGHT.replace("%%manifest", "%%answers")), 0, "is answered with `%%manifest"
    ),
    "answers-twice": Student(
        changed(lambda b: b["cells"].append(code(WRONG, id="n"))), FULL, "the one in its place"
    ),
    "points-copied": Student(changed(_points_copied, WRONG), WRONG_POINTS),
    "head-full-width": Student(
        _head("\uff05\uff05manifest checkout"), 0, "No code cell begins with"
    ),
    "head-no-break-space": Student(_head("%%manifest\u00a0checkout"), 0, "No code cell begins"),
    "head-zero-width": Student(_head("%%manifest check\u200bout"), 0, "No code cell begins"),
    "head-cyrillic": Student(_head("%%manifest \u0441heckout"), 0, "No code cell begins with"),
    "head-options": Student(_head("%%manifest checkout --seed x"), 0, "No code cell begins with"),
    "head-two-names": Student(_head("%%manifest checkout payments"), 0, "No code cell begins"),
    "head-blanks": Student(_head("%%manifest \tcheckout \t "), FULL),
    "tuned-to-public": Student(
        answers(RIGHT.replace("failureThreshold: 20", "failureThreshold: 13")), None
    ),
}


def _metadata(metadata: Book) -> Callable[[Path], None]:
    return changed(lambda book: book.update(metadata=metadata))


def _each_code_cell(**more: Any) -> Callable[[Path], None]:
    def change(book: Book) -> None:
        for cell in book["cells"]:
            if cell["cell_type"] == "code":
                cell.update(more)

    return changed(change)


def _with(text: str) -> Callable[[Path], None]:
    """The right notebook, and one key more at its end, as JSON's text has it."""
    return write(f'{json.dumps(notebook())[:-1]}, "x": {text}}}'.encode())


def _cell(**more: Any) -> Callable[[Path], None]:
    return changed(lambda book: cell_of(book).update(more))


ODD_JSON = {
    "keys-twice": Student(write(b'{"cells": [], ' + json.dumps(notebook()).encode()[1:]), FULL),
    "not-a-number": Student(_with("[NaN, Infinity, -Infinity, 1e999999]"), FULL),
    "number-without-end": Student(_with("9" * 1_000_000), 0, "a number in it has no end"),
    "deep-metadata": Student(_with("[" * 90_000 + "]" * 90_000), 0, "nested too deeply"),
    "deep-id": Student(_cell(id=json.loads("[" * 900 + "]" * 900)), FULL),
    "id-not-a-number": Student(_cell(id=float("nan")), FULL),
    "metadata-without-end": Student(_metadata({"x": "x" * 15_000_000}), FULL),
    "attachments": Student(_cell(attachments={"a.png": {"image/png": "A" * 9_000_000}}), FULL),
    "source-in-letters": Student(_cell(source=list(RIGHT)), FULL),
    "source-in-lists": Student(_cell(source=[[RIGHT]]), 0, "No code cell begins with"),
    "source-an-object": Student(_cell(source={"text": RIGHT}), 0, "No code cell begins with"),
    "answer-without-end": Student(
        answers(f"{RIGHT}#{'x' * 9_000_000}"), 0, "262,144 bytes at most"
    ),
    "half-a-letter": Student(answers(f"{RIGHT}# \ud800"), FULL),
    "half-a-letter-for-a-kind": Student(_cell(cell_type="\ud800"), 0, "No code cell begins with"),
    "kind-without-end": Student(_cell(cell_type="x" * 9_000_000), 0, "No code cell begins with"),
    "million-cells": Student(
        write(b'{"cells": [' + b"{}, " * 1_000_000 + b"{}]}"), 0, "more than 20,000 cells"
    ),
    "says-it-was-refused": Student(write({REFUSED: f"{LOUD}\ud800{'x' * 9_000_000}"}), 0, "xxx …"),
}


MALFORMED = {
    "not-utf8": Student(write(b'{"cells": "\xff"}'), 0, "not UTF-8"),
    "not-json": Student(write(b"{nope"), 0, "not JSON"),
    "not-a-notebook": Student(write([1, 2]), 0, "not a notebook"),
    "fifty-mb": Student(write(b" " * 50_000_000), 0, "more than 20 MB"),
    "deep-json": Student(write(b"[" * 200_000), 0, "nested too deeply"),
    "future-format": Student(changed(lambda b: b.update(nbformat=99)), FULL),
    "old-format": Student(
        write({"nbformat": 3, "worksheets": [{"cells": []}]}), 0, "not a notebook"
    ),
    "other-kernel": Student(_metadata({"kernelspec": {"name": "evil"}}), FULL),
    "kernel-path": Student(_metadata({"kernelspec": {"name": "../../bin/sh"}}), FULL),
    "no-cells": Student(write({"nbformat": 4, "cells": []}), 0, "No code cell begins with"),
    "ten-thousand-cells": Student(
        changed(lambda b: b["cells"].extend(code("x", id=f"n{n}") for n in range(10_000))), FULL
    ),
    "missing": Student(lambda _: None, 0, "There is no file"),
    "renamed-in-bytes": Student(
        write(notebook(), "05_checkout \udcff"), 0, r"There is `05_checkout \udcff.ipynb`"
    ),
    "renamed-loud": Student(write(notebook(), "05\n\x1b[2J<b>"), 0, r"There is `05 \u001b[2J<b>"),
    "renamed": Student(write(notebook(), "05_checkout (1)"), 0, "There is `05_checkout (1).ipynb`"),
}


def _link(target: Path | str) -> Callable[[Path], None]:
    return lambda folder: (folder / f"{LESSON}.ipynb").symlink_to(target)


def _hard_link(folder: Path) -> None:
    answers(RIGHT)(folder)
    (folder.parent / "elsewhere").hardlink_to(folder / f"{LESSON}.ipynb")


def _links_beside(folder: Path) -> None:
    answers(RIGHT)(folder)
    (folder / "data.csv").symlink_to("/etc/passwd")
    (folder / "more").symlink_to("/etc")
    os.mkfifo(folder / "pipe")


def _stamp(text: bytes) -> Callable[[Path], None]:
    def hand_in(folder: Path) -> None:
        answers(RIGHT)(folder)
        (folder / "timestamp.txt").write_bytes(text)

    return hand_in


def _sparse(name: str) -> Callable[[Path], None]:
    def hand_in(folder: Path) -> None:
        answers(RIGHT)(folder)
        with (folder / name).open("wb") as file:
            file.truncate(10 * 1024**3)

    return hand_in


def _socket(folder: Path) -> None:
    bound = socket.socket(socket.AF_UNIX)
    with contextlib.chdir(folder):  # a socket's path is a short one
        bound.bind(f"{LESSON}.ipynb")
    bound.close()


def _device(folder: Path) -> None:
    answers(RIGHT)(folder)
    with contextlib.suppress(PermissionError):  # who is not root can make none
        os.mknod(folder / "zero", 0o600 | stat.S_IFCHR, os.makedev(1, 5))


def _folder_link(folder: Path) -> None:
    answers(RIGHT)(folder)
    folder.rename(folder.parent / "elsewhere")
    folder.symlink_to(folder.parent / "elsewhere")


def _secret_pipe(folder: Path) -> None:
    answers(RIGHT)(folder)
    os.mkfifo(folder / "submission_secret.txt")


def _stamp_pipe(folder: Path) -> None:
    answers(RIGHT)(folder)
    os.mkfifo(folder / "timestamp.txt")


FILES = {
    "link": Student(_link("/etc/passwd"), 0, "it is a link"),
    "link-to-solution": Student(_link(ROOT / f"solutions/day05/{LESSON}.ipynb"), 0, "it is a link"),
    "link-to-folder": Student(_folder_link, 0, "its folder is a link"),
    "link-to-nothing": Student(_link("nowhere"), 0, "it is a link"),
    "hard-link": Student(_hard_link, 0, "second name"),
    "pipe": Student(lambda f: os.mkfifo(f / f"{LESSON}.ipynb"), 0, "not a regular file"),
    "folder-as-notebook": Student(lambda f: (f / f"{LESSON}.ipynb").mkdir(), 0, "cannot be read"),
    "socket": Student(_socket, 0, "cannot be read"),
    "device-beside": Student(_device, FULL),
    "sparse": Student(_sparse(f"{LESSON}.ipynb"), 0, "more than 20 MB"),
    "sparse-beside": Student(_sparse("data.bin"), FULL),
    "secret-pipe": Student(_secret_pipe, FULL),
    "stamp-sparse": Student(_sparse("timestamp.txt"), FULL, "more than 20 MB"),
    "stamp-of-today": Student(_stamp(b"10:00"), FULL, "holds no date"),
    "stamp-year-one": Student(_stamp(b"0001-01-01 00:00:00 +1400"), FULL, "holds no date"),
    "stamp-zone-a-file": Student(_stamp(b"2026-01-01 10:00:00 /etc/passwd"), FULL, "holds no date"),
    "stamp-zone": Student(_stamp(b"2026-01-01 10:00:00 Europe/Berlin"), FULL),
    "links-beside": Student(_links_beside, FULL),
    "stamp-garbage": Student(_stamp(b"yesterday, I swear"), FULL, "holds no date"),
    "stamp-not-utf8": Student(_stamp(b"\xff\xfe"), FULL, "holds no date"),
    "stamp-overflow": Student(_stamp(b"9999-12-31 23:59:59 -1200"), FULL),
    "stamp-long": Student(_stamp(b"2" * 1_000_000), FULL, "holds no date"),
    "stamp-pipe": Student(_stamp_pipe, FULL, "not a regular file"),
    "stamp-on-time": Student(_stamp(b"2026-01-01 10:00:00 UTC"), FULL),
    "late": Student(_stamp(b"2036-01-01 10:00:00 UTC"), FULL),
}


def _period(value: str) -> Callable[[Path], None]:
    return answers(RIGHT.replace(LIVENESS, LIVENESS.replace("10", value)))


def _threshold(value: str) -> Callable[[Path], None]:
    return answers(RIGHT.replace(LIVENESS, LIVENESS.replace("3", value)))


def _memory(value: str) -> Callable[[Path], None]:
    limit = f"checkout:v2\n    resources: {{limits: {{memory: {json.dumps(value)}}}}}"
    return answers(RIGHT.replace("checkout:v2", limit, 1))


_BOMB = (
    HEAD
    + "a: &a [x, x, x, x, x, x, x, x, x]\n"
    + "".join(
        f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
        for before, after in zip("abcdefghij", "bcdefghijk", strict=True)
    )
)
_MANY = "".join(
    f"  - {{name: c{n}, image: x, livenessProbe: {{tcpSocket: {{port: 1}}, periodSeconds: 1}}}}\n"
    for n in range(1_200)
)

YAML = {
    "yaml-tag": Student(
        answers(f"{HEAD}!!python/object/apply:os.system ['touch {TRACE}']"), 0, "tag"
    ),
    "yaml-tag-inside": Student(
        answers(RIGHT.replace("name: checkout", "name: !!python/name:os.system x", 1)), 0, "tag"
    ),
    "yaml-bomb": Student(answers(_BOMB), 0, "aliases written out"),
    "yaml-deep": Student(answers(f"{HEAD}a: " + "[" * 100_000), 0, "nested deeper than"),
    "yaml-deep-block": Student(
        answers(HEAD + "\n".join(" " * n + "a:" for n in range(600))), 0, "nested deeper than"
    ),
    "yaml-million-keys": Student(
        answers(HEAD + "".join(f"k{n}: 1\n" for n in range(1_000_000))), 0, "262,144 bytes at"
    ),
    "yaml-many-keys": Student(
        answers(HEAD + "".join(f"k{n}: 1\n" for n in range(25_000))), 0, "keys and values"
    ),
    "yaml-self": Student(answers(f"{HEAD}a: &a [*a]"), 0, "contains itself"),
    "yaml-twice": Student(answers(RIGHT.replace("kind: Pod", "kind: Pod\nkind: Pod")), FULL),
    "yaml-merge": Student(
        answers(RIGHT.replace("metadata:\n", "metadata:\n  <<: {labels: {a: b}}\n", 1)), FULL
    ),
    "yaml-tabs": Student(answers(RIGHT.replace("metadata:\n  ", "metadata:\n\t", 1)), 0, "tabs"),
    "yaml-bom": Student(answers("\ufeff" + RIGHT), FULL),
    "yaml-bom-below": Student(answers(RIGHT.replace(HEAD, f"{HEAD}\ufeff", 1)), FULL),
    "yaml-unterminated": Student(answers(f"{HEAD}'" + "a\n" * 100_000), 0, "not YAML"),
    "yaml-look-alike": Student(
        answers(RIGHT.replace("livenessProbe", "liv\u0435nessProbe")), 0, "CYRILLIC"
    ),
    "yaml-other-kind": Student(
        answers(f"{HEAD}apiVersion: v1\nkind: Service\nmetadata: {{name: x}}\n"
                "spec: {ports: [{port: 80}]}"), 0, "There is no workload here",
    ),
    "yaml-two": Student(answers(f"{RIGHT}\n---\n{RIGHT.split(chr(10), 1)[1]}"), 0, "there are 2"),
    "yaml-questions": Student(answers(HEAD + "? " * 5_000 + "a"), 0, "nested deeper than"),
    "yaml-anchors": Student(
        answers(f"{HEAD}a: [{','.join(f'&a{n} x' for n in range(25_000))}]"), 0, "keys and values"
    ),
    "yaml-merge-chain": Student(
        answers(f"{HEAD}a0: &a0 {{k: 1}}\n" + "".join(
            f"a{n}: &a{n} {{<<: *a{n - 1}, k{n}: 1}}\n" for n in range(1, 4_000))),
        0, "keys and values",
    ),
    "yaml-directives": Student(answers(HEAD + "%YAML 1.1\n" * 20_000), 0, "not YAML"),
    "yaml-documents": Student(answers(HEAD + "---\n" * 60_000), 0, "keys and values"),
    "yaml-long-name": Student(
        answers(RIGHT.replace("name: checkout", f"name: {'a-' * 60_000}!", 1)), 0, "metadata.name"
    ),
    "yaml-empty": Student(answers(f"{HEAD}---\n"), 0, "nothing in this text"),
    **{
        f"number-{n}": Student(_period(value), 0, says)
        for n, (value, says) in enumerate(
            [("-1", "greater than or equal to 0"), ("1e12", "int32"), ('"10s"', "int32"),
             ("10.5", "int32"), ("9" * 400, "int32"), ("2147483648", "int32"), ("1:30", "int32"),
             ("2024-01-01", "int32"), ("yes", "int32"), ("on", "int32"), ("true", "int32"),
             (".nan", "JSON"), (".inf", "JSON"), ("1e309", "int32")]
        )
    },
    **{
        f"quantity-{n}": Student(_memory(value), 0, says)
        for n, (value, says) in enumerate(
            [("9" * 100_000 + "Ki", "beyond 10^1000"), ("1e999999999", "beyond 10^1000"),
             ("1e-999999999", "beyond 10^1000"), ("0." + "0" * 100_000 + "1", "beyond 10^1000"),
             ("\u0661Gi", "must match"), ("1Gi<script>", "must match")]
        )
    },
    "number-zero": Student(_period("0"), FULL),  # the API's default, 10
    "number-hexadecimal": Student(_period("0x0a"), FULL),
    "number-octal": Student(_period("012"), FULL),
    "number-underscore": Student(_period("1_0"), FULL),
    "number-null": Student(_period("null"), FULL),
}  # fmt: skip

FREEZES = {
    "freeze-threshold": Student(_threshold("2147483647"), None),
    "freeze-every-second": Student(
        answers(RIGHT.replace(LIVENESS, LIVENESS.replace("10", "1").replace("3", "2147483647"))),
        None,
    ),
    "freeze-delay": Student(
        answers(RIGHT.replace(LIVENESS, f"      initialDelaySeconds: 2147483647\n{LIVENESS}")), None
    ),
    "freeze-timeout": Student(
        answers(RIGHT.replace(LIVENESS, f"      timeoutSeconds: 2147483647\n{LIVENESS}")), None
    ),
    "freeze-grace": Student(
        answers(RIGHT.replace("GracePeriodSeconds: 5", "GracePeriodSeconds: 9223372036854775807")),
        None,
    ),
    "freeze-containers": Student(answers(f"{RIGHT.rstrip()}\n{_MANY}"), None),
}


def _loud(book: Book) -> None:
    table = "|a|\n|-|\n" + "|x|\n" * 50_000
    book["cells"] += [
        {"cell_type": "markdown", "source": LOUD + table, "metadata": {}, "id": "loud"},
        code("1", id="louder", outputs=[_shows("text/html", LOUD)]),
    ]
    cell_of(book)["outputs"] = [_shows("image/svg+xml", LOUD)]


def _shows(kind: str, text: str) -> Book:
    return {"output_type": "display_data", "metadata": {}, "data": {kind: text}}


READERS = {
    "loud-beside": Student(changed(_loud), FULL),
    "loud-answer": Student(answers(f"{RIGHT}\n# {LOUD}"), FULL),
    "loud-value": Student(answers(f"{HEAD}kind: {LOUD!r}"), 0),
    "loud-key": Student(answers(RIGHT.replace("livenessProbe:", '"<b onclick=x>\\u202e":')), 0),
    "loud-image": Student(answers(RIGHT.replace("checkout:v2", '"<script>x</script>"')), None),
    "loud-table": Student(answers(f"{HEAD}# " + "|x" * 100_000), 0, "No answer yet"),
}

WARNING = {"output_type": "stream", "name": "stderr", "text": "Warning: something is deprecated"}
INNOCENT = {
    "right": Student(answers(RIGHT), FULL),
    "as-released": Student(write(RELEASED), 0, "No answer yet"),
    "solved": Student(write(SOLVED), FULL),
    "warning": Student(_each_code_cell(outputs=[WARNING]), FULL),
    "out-of-order": Student(_each_code_cell(execution_count=99), FULL),
    "extra-cells": Student(
        changed(lambda b: b["cells"].insert(3, code("import matplotlib", id="mine"))), FULL
    ),
    "scratch-copy": Student(
        changed(lambda b: b["cells"].insert(0, dict(cell_of(b), source=WRONG, id="scratch"))),
        FULL, "the one in its place",
    ),
    "crlf": Student(answers(RIGHT.replace("\n", "\r\n")), FULL),
    "comments": Student(answers(RIGHT.replace("kind: Pod", "kind: Pod  # a pod\n# why not")), FULL),
    "key-order": Student(
        answers(RIGHT.replace("apiVersion: v1\nkind: Pod", "kind: Pod\napiVersion: v1")), FULL
    ),
    "unmodelled": Student(
        answers(RIGHT.replace("checkout:v2", "checkout:v2\n    resources: {limits: {cpu: 1}}", 1)),
        FULL,
    ),
}  # fmt: skip

STUDENTS = RUNS | FORGES | ODD_JSON | MALFORMED | FILES | YAML | FREEZES | READERS | INNOCENT
