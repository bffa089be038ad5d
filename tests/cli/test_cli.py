"""What a person types at `kubelet-lab`, and what comes back."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kubelet_lab import __version__, cli, desk, incidents

COMMAND = [str(Path(sys.executable).with_name("kubelet-lab"))]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["dance"], "invalid choice: 'dance'"),
        (["learn", "--port", "99999"], "argument --port: 99999: must be between 1 and 65535"),
        (["learn", "--port", "-1"], "argument --port"),
        (["learn", "--port", "http"], "argument --port: http: must be between 1 and 65535"),
        (["learn", "no/such"], "kubelet-lab: no/such is not a folder"),
        (["check", "no/such"], "kubelet-lab: no/such: No such file or directory"),
        (["check", "/"], "kubelet-lab: /: Is a directory"),
        (["run", "target", "--set", "leak=3"], "no parameter 'leak'. There are: nodes, "),
        (["run", "targat"], "no incident 'targat'; did you mean target? There are: "),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_exit_code_2(
    typed: list[str], sentence: str
) -> None:
    done = subprocess.run([*COMMAND, *typed], capture_output=True, text=True, check=False)
    assert done.returncode == cli.UNUSABLE
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_version_is_the_packages_own(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out == f"kubelet-lab {__version__}\n"


def test_learn_hands_folder_port_and_options_to_jupyterlab(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    monkeypatch.setattr(desk, "open_course", lambda *args: opened.append(args))
    code = cli.main(["learn", str(tmp_path), "--port", "8890", "--lab=--ip=0.0.0.0"])
    assert code == cli.OK
    assert opened == [(tmp_path, 8890, ["--ip=0.0.0.0"])]


def test_control_c_is_130_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(desk, "open_course", interrupt)
    assert cli.main(["learn", str(tmp_path)]) == cli.INTERRUPTED
    assert capsys.readouterr().err == ""


def test_without_the_course_extra_the_sentence_names_the_missing_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(*_: object) -> None:
        raise ModuleNotFoundError("No module named 'jupyterlab'")

    monkeypatch.setattr(desk, "open_course", missing)
    assert cli.main(["learn", str(tmp_path)]) == cli.UNUSABLE
    assert capsys.readouterr().err == "kubelet-lab: No module named 'jupyterlab'\n"


PRINTING = """
import sys
from kubelet_lab import cli
cli.commands.learn = lambda _: print("a long answer")
sys.exit(cli.main(["learn"]))
"""


def test_a_closed_pipe_is_quiet() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-c", PRINTING],
        stdout=writer, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(writer)
    assert (done.returncode, done.stderr) == (cli.CLOSED_PIPE, "")


POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}]}\n"


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (POD, cli.FINDINGS, "no-readiness-probe (kube-linter; kube-score pod-probes)"),
        ("apiVersion: v1\nkind: Service\nmetadata: {name: a}\n", cli.OK, "Without pods: Service a"),
        (POD.replace("image", "imag"), cli.UNUSABLE, "spec.containers[0].image: Required value"),
    ],
)
def test_check_reads_stdin_and_its_exit_code_is_the_verdict(
    text: str, code: int, said: str
) -> None:
    done = subprocess.run(
        [*COMMAND, "check", "-"], input=text, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (code, "")
    assert said in done.stdout


def test_check_gives_all_files_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pod, wrong = tmp_path / "pod.yaml", tmp_path / "wrong.yaml"
    pod.write_text(POD)
    wrong.write_text("kind: [")
    assert cli.main(["check", str(pod), str(wrong), "--json"]) == cli.UNUSABLE
    answer = json.loads(capsys.readouterr().out)
    assert answer["verdict"] == "invalid"
    assert [file["verdict"] for file in answer["files"]] == ["findings", "invalid"]
    assert answer["files"][0]["workloads"][0]["findings"][0]["line"] == 4


def test_run_without_a_name_lists_every_incident(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run"]) == cli.OK
    listed = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert listed == {name: one.title for name, one in incidents.INCIDENTS.items()}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["run", "chekout.deadlock"], "did you mean checkout.deadlock?"),
        (["run", "--fixes"], "there is no incident ''"),
        (["run", "--sweep", "days=1,2"], "there is no incident ''"),
        (["run", "checkout.deadlock", "--set", "deadlock_s"], "must be NAME=VALUE"),
        (["run", "checkout.deadlock", "--fixes"], "has no table of fixes"),
        (["run", "checkout.deadlock", "--workers", "2"], "go with --sweep"),
        (["grade", "day99"], "there is no nbgrader_config.py here"),
    ],
)
def test_a_slip_in_run_or_grade_is_one_sentence(
    typed: list[str], sentence: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [*COMMAND, *typed], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (cli.UNUSABLE, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["learn", "check", "run", "grade", "doctor", "completion"])
def test_each_commands_help_says_what_it_does_and_how_it_ends(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main([command, "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert stop.value.code == 0
    assert ("Exit codes: 0" in said) == (command != "learn")  # learn ends when it is stopped
    assert command in _commands_of_the_whole(capsys)


def _commands_of_the_whole(capsys: pytest.CaptureFixture[str]) -> list[str]:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    rows = re.findall(r"^    (\w+)(?: |$)", capsys.readouterr().out, re.MULTILINE)
    assert rows == ["learn", "check", "run", "grade", "doctor", "completion"]
    return list(rows)
