"""The public repository's own CI does what .ci/run does, on the Pythons that are promised."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def workflow(name: str) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(ROOT / ".github" / "workflows" / name)
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_it_is_what_github_accepts(file: Path) -> None:
    check = [BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", file]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_step_is_a_shell_script(file: Path) -> None:
    steps = [step for job in workflow(file.name)["jobs"].values() for step in job["steps"]]
    for script in (step["run"] for step in steps if "run" in step):
        done = subprocess.run(["bash", "-n"], input=script, text=True, check=False)
        assert done.returncode == 0, script


def binder_says(*events: str) -> int:
    """The exit code of the step that warms Binder, when Binder's build says that."""
    step = workflow("publish.yml")["jobs"]["binder"]["steps"][0]

    class Build(BaseHTTPRequestHandler):
        """A stream of events, as Binder sends them."""

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(BrokenPipeError):
                for event in events:
                    self.wfile.write(f'data: {{"phase": "{event}", "message": "..."}}\n\n'.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Build) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        env = os.environ | {"BUILD": f"http://127.0.0.1:{server.server_port}/build"}
        done = subprocess.run(
            ["bash", "-e", "-c", step["run"]], env=env, capture_output=True, check=False
        )
        server.shutdown()
    return done.returncode


def test_binder_is_warm_when_its_build_is_ready_and_the_step_fails_when_it_is_not() -> None:
    if not shutil.which("curl"):
        pytest.skip("curl, which GitHub's machines have, is not installed here")
    assert binder_says("waiting", "building", "ready") == 0
    assert binder_says("waiting", "failed") != 0


def test_bubblewrap_may_make_its_namespaces_before_the_tests_run() -> None:
    runs = [step.get("run", "") for step in workflow("test.yml")["jobs"]["test"]["steps"]]
    allowed = runs.index("sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0")
    assert allowed < next(number for number, run in enumerate(runs) if run.endswith(".ci/run"))


def test_every_promised_python_is_tested() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    promised = [
        found[1] for line in project["classifiers"] if (found := re.search(r":: (3\.\d+)$", line))
    ]
    assert workflow("test.yml")["jobs"]["test"]["strategy"]["matrix"]["python"] == promised


def test_it_runs_what_ci_runs_and_once_a_week() -> None:
    steps = workflow("test.yml")["jobs"]["test"]["steps"]
    assert any(step.get("run", "").endswith(".ci/run") for step in steps)
    assert "schedule" in workflow("test.yml")["on"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_make_target_it_calls_is_there(file: Path) -> None:
    for target in re.findall(r"\brun: .*\bmake ([a-z]+)", file.read_text()):
        done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == 0, target
