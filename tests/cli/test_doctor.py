"""What `kubelet-lab doctor` says of a machine, and its exit code."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from kubelet_lab import cli
from kubelet_lab.exercises.seeds import SEED_VARIABLE
from kubelet_lab.grading import doctor, sandbox


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, no seed, a sandbox that works."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(SEED_VARIABLE, raising=False)
    monkeypatch.setattr(sandbox, "why_not", lambda: "")


def said(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, str]]:
    code = cli.main(["doctor"])
    lines = capsys.readouterr().out.splitlines()
    return code, {line[2:].split(":")[0]: line for line in lines}


def without(monkeypatch: pytest.MonkeyPatch, *missing: str) -> None:
    known = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name in missing else known(name)
    )


def test_a_machine_with_all_that_is_needed_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = said(capsys)
    assert code == cli.OK
    assert list(lines) == [
        "JupyterLab", "nbgrader", "sandbox", "seed", "exchange folder", "PostgreSQL", "Chromium",
    ]  # fmt: skip
    assert all(lines[name].startswith("✓") for name in ("JupyterLab", "nbgrader", "sandbox"))


def test_no_sandbox_is_said_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("PATH", "/no/such")
    code, lines = said(capsys)
    assert code == cli.FINDINGS
    assert lines["sandbox"].startswith("✗ sandbox: bubblewrap is not there: install bubblewrap")


def test_no_user_namespaces_is_told_from_no_bubblewrap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.undo()
    refusing = tmp_path / "bwrap"
    refusing.write_text(
        "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1"
    )
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    code, lines = said(capsys)
    assert code == cli.FINDINGS
    assert "No permissions to create new namespace" in lines["sandbox"]
    assert "allow user namespaces" in lines["sandbox"]


@pytest.mark.parametrize(
    ("missing", "what", "code", "remedy"),
    [
        ("jupyterlab", "JupyterLab", cli.FINDINGS, "✗ JupyterLab: `pip install 'kubelet-lab[cou"),
        ("nbgrader", "nbgrader", cli.FINDINGS, "✗ nbgrader: `pip install 'kubelet-lab[course]'`"),
        ("psycopg", "PostgreSQL", cli.OK, "· PostgreSQL: `pip install 'kubelet-lab[postgres]'`"),
    ],
)
def test_a_missing_package_is_named_with_its_extra(  # noqa: PLR0917 - a table's columns
    missing: str,
    what: str,
    code: int,
    remedy: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    without(monkeypatch, missing)
    found, lines = said(capsys)
    assert (found, lines[what].startswith(remedy)) == (code, True), lines


def test_the_practice_seed_is_pointed_out_and_your_own_is_not_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "· seed: the practice seed, which everybody has" in said(capsys)[1]["seed"]
    monkeypatch.setenv(SEED_VARIABLE, "the night watch")
    line = said(capsys)[1]["seed"]
    assert line.startswith("✓ seed: your own")
    assert "night watch" not in line


def test_a_seed_and_an_exchange_in_the_configuration_are_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    (tmp_path / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.Exchange.root = '{exchange}'\nc.GradeAnswers.seed = 'x'\n"
    )
    _, lines = said(capsys)
    assert lines["seed"].startswith("✓")
    assert lines["exchange folder"] == f"✓ exchange folder: {exchange}"


def test_every_finding_has_words() -> None:
    assert all(finding.words for finding in doctor.examine())
