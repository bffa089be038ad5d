"""A sweep as a person types it: on this machine, on a Dask cluster, interrupted, and again."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from dask_cluster import dask_cluster

from kubelet_lab import cli

MAIN = "import sys; from kubelet_lab import cli; sys.exit(cli.main())"
COMMAND = [sys.executable, "-c", MAIN, "run", "checkout.deadlock"]
SWEEP = ["--sweep", "liveness.periodSeconds=4..6", "--sweep", "liveness.failureThreshold=1,3"]
ENVIRONMENT = os.environ | {"PYTHONPATH": ":".join(sys.path)}


def _run(folder: Path, *typed: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *typed], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )


def test_a_sweep_writes_a_table_and_a_figure_and_knows_them_the_second_time(
    tmp_path: Path,
) -> None:
    first = _run(tmp_path, *SWEEP)
    assert (first.returncode, first.stderr) == (cli.OK, "")
    assert "6 points played, 0 known before" in first.stdout
    table = (tmp_path / "checkout.deadlock-sweep.csv").read_text()
    assert table.startswith("liveness.periodSeconds,liveness.failureThreshold,App deadlocks")
    assert [line.split(",")[:2] for line in table.splitlines()[1:]] == [
        ["4", "1"], ["4", "3"], ["5", "1"], ["5", "3"], ["6", "1"], ["6", "3"],
    ]  # fmt: skip
    picture = tmp_path / "checkout.deadlock-sweep.svg"
    assert ET.parse(picture).getroot().attrib["role"] == "img"  # noqa: S314 - ours
    drawn = picture.read_text()
    again = _run(tmp_path, *SWEEP)
    assert "0 points played, 6 known before" in again.stdout
    assert (tmp_path / "checkout.deadlock-sweep.csv").read_text() == table
    assert picture.read_text() == drawn
    more = _run(tmp_path, "--sweep", "liveness.periodSeconds=4..7", *SWEEP[2:])
    assert "2 points played, 6 known before" in more.stdout


def test_workers_do_not_change_the_table(tmp_path: Path) -> None:
    for workers in ("1", "3"):
        assert _run(tmp_path, *SWEEP, "--workers", workers, "--name", workers).returncode == cli.OK
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "3.csv").read_bytes()


def test_an_interrupted_sweep_goes_on_where_it_stopped(tmp_path: Path) -> None:
    typed = [
        "--sweep",
        "liveness.periodSeconds=1..400",
        "--sweep",
        "liveness.failureThreshold=1..9",
    ]
    file = tmp_path / "checkout.deadlock-sweep.jsonl"
    heeds = "signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    awake = MAIN.replace("sys;", heeds)  # in the background, where CI may be, a shell ignores it
    with subprocess.Popen(
        [sys.executable, "-c", awake, *COMMAND[3:], *typed],
        cwd=tmp_path, env=ENVIRONMENT, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as run:  # fmt: skip
        while not (file.exists() and file.read_bytes().count(b"\n") > 9):
            time.sleep(0.01)
            assert run.poll() is None, run.communicate()
        os.killpg(run.pid, signal.SIGINT)  # as Ctrl-C does: to the parent and to its workers
        said = run.communicate()[1]
    assert run.returncode == cli.INTERRUPTED
    done = file.read_bytes().count(b"\n")
    assert 9 < done < 3600
    assert (
        said == f"{done} of 3600 points are in {file.name}; the same command goes on from there.\n"
    )
    again = _run(tmp_path, *typed)
    assert f"{3600 - done} points played, {done} known before" in again.stdout


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["--sweep", "moon=1"], "there is no parameter 'moon'"),
        (["--sweep", "liveness.periodSeconds=9..1"], "9..1 must go up"),
        (["--sweep", "liveness.periodSeconds=1.5"], "must be a whole number"),
        (["--sweep", "liveness.periodSeconds=5", "--name", "no/such/folder"], "No such file"),
        (["--sweep", "liveness.periodSeconds=5", "--json"], "--json is for a single run"),
        (["--scheduler", "tcp://127.0.0.1:1"], "--scheduler, --workers and --name go with --sweep"),
    ],
)
def test_what_cannot_be_swept_is_one_sentence(
    typed: list[str], sentence: str, tmp_path: Path
) -> None:
    done = _run(tmp_path, *typed)
    assert done.returncode == cli.UNUSABLE
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not importlib.util.find_spec("distributed"), reason="needs Dask")
def test_a_dask_cluster_comes_to_the_same_table(tmp_path: Path) -> None:
    assert _run(tmp_path, *SWEEP, "--name", "here").returncode == cli.OK
    with dask_cluster(workers=2) as cluster:
        address = cluster.scheduler_address
        there = _run(tmp_path, *SWEEP, "--name", "there", "--scheduler", address)
        again = _run(tmp_path, *SWEEP, "--name", "there", "--scheduler", address)
    assert (there.returncode, there.stderr) == (cli.OK, "")
    assert "6 points played, 0 known before" in there.stdout
    assert "0 points played, 6 known before" in again.stdout
    assert (tmp_path / "there.csv").read_bytes() == (tmp_path / "here.csv").read_bytes()
    assert (tmp_path / "there.svg").read_bytes() == (tmp_path / "here.svg").read_bytes()


NO_ONE, NO_ADDRESS = "no Dask scheduler answers at {}", "{}: must be a scheduler's, such as"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("tcp://127.0.0.1:1", NO_ONE),
        ("127.0.0.1:1", NO_ONE),
        ("nonsense", NO_ADDRESS),
        ("http://127.0.0.1:1", NO_ADDRESS),
        ("tcp://127.0.0.1:port", NO_ADDRESS),
    ],
)
def test_a_scheduler_that_is_not_there_is_one_sentence(
    address: str, says: str, tmp_path: Path
) -> None:
    pytest.importorskip("distributed")
    patient = MAIN.replace(
        "sys;", "sys; from kubelet_lab.crew import cluster; cluster.PATIENCE_S=1;"
    )
    done = subprocess.run(
        [sys.executable, "-c", patient, *COMMAND[3:], *SWEEP, "--scheduler", address],
        cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (cli.UNUSABLE, "")
    assert done.stderr.startswith(f"kubelet-lab: {says.format(address)}")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_without_dask_the_sentence_names_the_extra(tmp_path: Path) -> None:
    without = MAIN.replace("sys;", "sys; sys.modules['distributed'] = None;")
    done = subprocess.run(
        [sys.executable, "-c", without, *COMMAND[3:], *SWEEP, "--scheduler", "tcp://127.0.0.1:1"],
        cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == cli.UNUSABLE
    assert "pip install 'kubelet-lab[cluster]'" in done.stderr
    assert "Traceback" not in done.stderr
