"""The public repository's own CI does what .ci/run does, on the Pythons that are promised."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def workflow(name: str) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(ROOT / ".github" / "workflows" / name)
    return found


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
