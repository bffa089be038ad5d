"""What Binder does with this repository, without Docker: the Dockerfile's own lines, in a venv."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent

pytestmark = pytest.mark.binder


def run(*command: str | Path, cwd: Path, path: Path = BIN) -> str:
    """Run `command` as Binder's build does; return what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    env = kept | {"PATH": f"{path}:/usr/bin:/bin"}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return run("jupyter-repo2docker", "--no-build", "--debug", ".", cwd=ROOT)


def python_of_runtime() -> Path:
    """Return the Python that runtime.txt names, or the running one where that is absent."""
    name, _, version = (ROOT / "binder" / "runtime.txt").read_text().strip().partition("-")
    on_path = shutil.which(name + version)
    if on_path is None:
        return Path(sys.executable)
    # pyenv's shim may refuse to run what it names; the real one is under versions/
    beside = Path(on_path).parents[1].glob(f"versions/{version}.*/bin/python")
    return next(beside, Path(on_path))


@pytest.fixture(scope="module")
def built(dockerfile: str, clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An environment after the Dockerfile's pip line and postBuild; yields its bin folder."""
    prefix = tmp_path_factory.mktemp("binder") / "env"
    run(python_of_runtime(), "-m", "venv", prefix, cwd=clone)
    lines = re.findall(
        r"^RUN (\S*/bin/pip install .*|\./binder/postBuild)$", dockerfile, re.MULTILINE
    )
    assert len(lines) == 2, lines
    for line in lines:
        command = line.replace("${KERNEL_PYTHON_PREFIX}", str(prefix))
        run("bash", "-c", command, cwd=clone, path=prefix / "bin")
    yield prefix / "bin"
    shutil.rmtree(prefix)


def test_the_package_is_installed_from_the_clone_after_it_is_copied(dockerfile: str) -> None:
    copied = dockerfile.index("COPY --chown=0:0 src/ ${REPO_DIR}/")
    installed = dockerfile.index('pip install --no-cache-dir -r "binder/requirements.txt"')
    workdir = dockerfile.index("WORKDIR ${REPO_DIR}")  # so `.` is the clone
    assert workdir < copied < installed
    assert "py-3.12" in dockerfile.replace("-2d", "-").replace("-2e", ".")


def test_the_package_imports_and_a_kernel_answers(built: Path, tmp_path: Path) -> None:
    kernel = (
        "from jupyter_client.manager import start_new_kernel as start\n"
        "manager, client = start()\n"
        "client.execute_interactive('import kubelet_lab as k; print(k.__file__)', timeout=60)\n"
        "client.stop_channels(); manager.shutdown_kernel(now=True)"
    )
    imported = run("python", "-c", kernel, cwd=tmp_path, path=built)
    assert str(built.parent) in imported  # installed, not found in some working folder


LESSON = "course/day05/06_when_the_kubelet_dies.ipynb"  # the largest: a fleet, four hours long
GUARANTEED_MIB = 450  # of a Binder pod; 2 GiB is where it is ended
RUN = """
import resource, sys, nbformat
from nbclient import NotebookClient
lesson = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(lesson, timeout=None, resources={"metadata": {"path": "course/day05"}}).execute()
outputs = [out for cell in lesson.cells for out in cell.get("outputs", [])]
assert not [out for out in outputs if out.output_type == "error"]
print(sum("image/svg+xml" in out.get("data", {}) for out in outputs))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)  # KiB, of the kernel
"""


@pytest.fixture(scope="module")
def server(
    dockerfile: str,
    built: Path,
    clone: Path,
    free_port: Callable[[], int],
    served: Callable[[IO[str]], tuple[str, str]],
) -> Iterator[tuple[int, str]]:
    """What the Dockerfile's last line starts; yields its process number and address."""
    start = json.loads(re.findall(r"^CMD (\[.*\])$", dockerfile, re.MULTILINE)[-1])
    given = [word.replace("0.0.0.0", "127.0.0.1") for word in start]  # noqa: S104 (not here)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    process = subprocess.Popen(
        [built / given[0], *given[1:], "--port", str(free_port()), "--no-browser", "--allow-root"],
        env=kept | {"PATH": f"{built}:/usr/bin:/bin"}, cwd=clone,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr
    yield process.pid, served(process.stderr)[0]
    process.terminate()
    process.communicate()


def test_the_link_opens_the_first_notebook(server: tuple[int, str]) -> None:
    _, address = server
    base, _, query = address.partition("?")
    with urllib.request.urlopen(f"{base.removesuffix('/tree')}/?{query}") as page:
        assert page.url.partition("?")[0].endswith("/lab/tree/course/day05/00_start_here.ipynb")
        assert b"jupyter-config-data" in page.read()


def test_a_released_lesson_runs_in_the_memory_that_is_guaranteed(
    built: Path, clone: Path, server: tuple[int, str], capsys: pytest.CaptureFixture[str]
) -> None:
    pictures, kernel_kib = map(int, run("python", "-c", RUN, LESSON, cwd=clone, path=built).split())
    pid, _ = server
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert peak
    server_mib, kernel_mib = int(peak[1]) / 1024, kernel_kib / 1024
    files = (path for path in built.parent.rglob("*") if path.is_file() and not path.is_symlink())
    size_mib = sum(path.stat().st_size for path in files) / 1024**2
    with capsys.disabled():
        print(
            f"\nBinder: {size_mib:.0f} MiB installed; at most {server_mib:.0f} MiB of memory in "
            f"the server, {kernel_mib:.0f} MiB in the kernel of {Path(LESSON).stem}"
        )
    assert pictures > 0
    assert server_mib + kernel_mib < GUARANTEED_MIB


def test_the_python_is_the_one_binder_has(built: Path) -> None:
    version = run("python", "--version", cwd=built, path=built).split()[1]
    if not version.startswith("3.12."):
        pytest.skip(f"no python3.12 here: the environment above was built with {version}")


def test_the_settings_of_learn_are_in_force(built: Path) -> None:
    page = built.parent / "etc" / "jupyter" / "labconfig" / "page_config.json"
    off = json.loads(page.read_text())["disabledExtensions"]
    assert off["@jupyterlab/apputils-extension:announcements"]


def test_a_learner_meets_the_course_and_no_solutions(built: Path, clone: Path) -> None:
    assert built.is_dir()
    assert not (clone / "solutions").exists()
    assert (clone / "README.md").exists()
