"""What Binder does with this repository, without Docker: the Dockerfile's own lines, in a venv."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

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
