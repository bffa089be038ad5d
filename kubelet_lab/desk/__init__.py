"""Floor 8: a learner's desk. JupyterLab on the course, started the way a lesson wants it.

The settings are files in `jupyter/`, found through `JUPYTER_CONFIG_PATH`; nothing in the
environment or in the learner's home is changed. Binder copies the same files. They turn off the
news pop-up and nbgrader's panels for instructors, and send answers without delay.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from kubelet_lab import quick_imports  # noqa: F401 (before anything of Jupyter)

SETTINGS = Path(__file__).with_name("jupyter")
CARRIED = Path(__file__).with_name("course")  # the lessons as a wheel carries them
COPY = "kubelet-lab-course"


def find_course(start: Path) -> Path:
    """Return the folder of lessons: `course/` in `start`, else that of the clone.

    An installed package has no clone: its lessons are copied to `start/kubelet-lab-course`, where
    they can be written to. A lesson that is there already is left as it is.
    """
    for home in (start, Path(__file__).parents[2]):
        if (home / "course").is_dir():
            return home / "course"
    return _copied(start / COPY)


def _copied(into: Path) -> Path:
    """The carried lessons, copied; files that are there are a learner's answers."""
    for lesson in sorted(path for path in CARRIED.rglob("*") if path.is_file()):
        mine = into / lesson.relative_to(CARRIED)
        if not mine.exists():
            mine.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(lesson, mine)
    if not into.is_dir():
        raise FileNotFoundError(f"no folder 'course' in {into.parent}: name the folder of lessons")
    return into


def arguments(course: Path, port: int, env: Mapping[str, str], *, root: bool) -> list[str]:
    """Return JupyterLab's command line for `course`.

    `env` decides whether a browser can open; as `root` (a container) JupyterLab asks to be told so.
    """
    given = [f"--ServerApp.root_dir={course.resolve()}", f"--ServerApp.port={port}"]
    given += ["--ServerApp.log_level=WARN", "--LabApp.log_level=WARN"]  # the address stays
    if first := sorted(course.glob("*/00_*.ipynb")):
        given += [f"--LabApp.default_url=/lab/tree/{first[0].relative_to(course).as_posix()}"]
    if root:
        given += ["--allow-root"]
    if sys.platform == "linux" and not (env.get("DISPLAY") or env.get("WAYLAND_DISPLAY")):
        given += ["--no-browser"]
    return given


def open_course(course: Path, port: int, more: Sequence[str] = ()) -> None:
    """Run JupyterLab on `course` until it is stopped; `more` goes to JupyterLab as it is."""
    theirs = os.environ.get("JUPYTER_CONFIG_PATH")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [str(SETTINGS), theirs]))
    # 1.7 s, and only here; 3.0 s without the quick imports
    from jupyterlab.labapp import LabApp  # noqa: PLC0415

    root = os.geteuid() == 0
    LabApp.launch_instance([*arguments(course, port, os.environ, root=root), *more])
