"""The one place where a student's code runs: a child under bubblewrap, and JSON comes back.

No network, no environment, no processes of its own, an empty home, nothing that can be written,
no other package than the standard library, limits on processor, memory and files, a deadline,
and an end to what is read of it. Where bubblewrap cannot run, nothing runs. What comes back is
compared in this process with what this process expects: writing it by hand earns nothing.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kubelet_lab.exercises import harness
from kubelet_lab.exercises.running import NEEDS_SANDBOX, Inputs, Ran, read_calls
from kubelet_lab.grading.syscalls import syscall_filter

DEADLINE_S = 12  # of wall time, on a busy machine too; a right answer needs a tenth of a second
MOST_OUTPUT = 1_000_000  # bytes that are read
TOO_LATE = f"It took longer than {DEADLINE_S} s and was stopped."
TOO_MUCH = "It gave back more than anybody would read, and was stopped."
NOBODY = "65534"
INSTALL = "install bubblewrap (`apt-get install bubblewrap`)"
LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")
PACKAGES = ("site-packages", "dist-packages")
CHUNK = 65_536


def run_in_sandbox(source: str, name: str, inputs: Inputs) -> Ran:
    """Call a student's function on each input, as the harness does, in a child of its own."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return Ran(failed=NEEDS_SANDBOX, nowhere=True)
    task = json.dumps({"source": source, "name": name, "inputs": inputs})
    with _child(bwrap, task.encode("utf-8", "surrogatepass")) as child:
        said, stopped = _listen(child)
    first, *lines = said.decode("utf-8", "replace").split("\n")
    if first != harness.READY:  # said before any of the student's code
        return Ran(failed=NEEDS_SANDBOX, nowhere=True)
    return read_calls(lines[:-1], stopped) if stopped else read_calls(lines[:-1])


def why_not() -> str:
    """Why no sandbox can be made here, as a sentence with what to do; empty if one can."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return f"bubblewrap is not there: {INSTALL}"
    source = "def probe():\n    return 1"
    if run_in_sandbox(source, "probe", [[]]).call(0).value == 1:
        return ""
    done = subprocess.run(  # noqa: S603 - our own command
        [*_command(bwrap), sys.executable, "--version"], capture_output=True, check=False, env={}
    )
    words = done.stderr.decode(errors="replace").strip() or "it starts, and answers nothing"
    return f"bubblewrap cannot run here ({words.splitlines()[0]}): allow user namespaces"


@contextmanager
def _child(bwrap: str, task: bytes) -> Iterator[subprocess.Popen[bytes]]:
    """The child, at work on its task; dead when the block is left, however it is left."""
    with ExitStack() as stack:
        stdin, calls = (stack.enter_context(_in_memory(one)) for one in (task, syscall_filter()))
        rules = ["--seccomp", str(calls)] if syscall_filter() else []
        child = subprocess.Popen(  # noqa: S603 - our own command
            [*_command(bwrap), *rules, _python(), "-S", "-B", "-s", "-P", "/harness.py"],
            stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            pass_fds=[calls], env={"PYTHONHASHSEED": "0"},
        )  # fmt: skip
        try:
            yield child
        finally:
            child.kill()
            child.communicate()


def _listen(child: subprocess.Popen[bytes]) -> tuple[bytes, str]:
    """What the child wrote, and the reason if it was not heard to its end."""
    assert child.stdout is not None  # noqa: S101 - it was asked for
    said, ends, pipe = b"", time.monotonic() + DEADLINE_S, child.stdout.fileno()
    while len(said) <= MOST_OUTPUT:
        if not select.select([pipe], [], [], max(0.0, ends - time.monotonic()))[0]:
            return said, TOO_LATE
        part = os.read(pipe, CHUNK)
        if not part:
            return said, ""
        said += part
    return said, TOO_MUCH


@contextmanager
def _in_memory(content: bytes) -> Iterator[int]:
    """A file without a name, to be read from its beginning."""
    descriptor = os.memfd_create("kubelet-lab")
    try:
        os.write(descriptor, content)
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)


def _command(bwrap: str) -> list[str]:
    shown = [path for path in (*LIBRARIES, *_own()) if Path(path).exists()]
    hidden = [str(found) for path in shown for found in _packages(Path(path))]
    return [
        bwrap, "--unshare-all", "--unshare-user", "--uid", NOBODY, "--gid", NOBODY,
        "--cap-drop", "ALL", "--die-with-parent", "--new-session",
        *(word for path in shown for word in ("--ro-bind", path, path)),
        *(word for path in hidden for word in ("--tmpfs", path, "--remount-ro", path)),
        "--ro-bind", harness.__file__, "/harness.py", "--dev-bind", "/dev/null", "/dev/null",
        "--dir", "/tmp",  # noqa: S108 - the child's own, and empty
        "--dir", "/home", "--chdir", "/home", "--remount-ro", "/",
    ]  # fmt: skip


def _python() -> str:
    """The interpreter itself, behind all links and virtual environments."""
    return os.path.realpath(getattr(sys, "_base_executable", sys.executable))


def _own() -> list[str]:
    """The interpreter, its standard library, and the library it may be linked with."""
    folder, library = (sysconfig.get_config_var(key) or "" for key in ("LIBDIR", "INSTSONAME"))
    linked = [str(Path(folder, library))] if str(library).startswith("libpython") else []
    return [_python(), *(sysconfig.get_path(key) for key in ("stdlib", "platstdlib")), *linked]


def _packages(folder: Path) -> Iterator[Path]:
    """Folders of installed packages in a folder of libraries: this package may be in one."""
    for depth in ("", "python3*/"):
        for name in PACKAGES:
            yield from sorted(folder.glob(f"{depth}{name}"))
