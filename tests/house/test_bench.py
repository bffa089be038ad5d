"""The bench table: rows are read from any script, and land between the README's markers."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BENCH = runpy.run_path(str(ROOT / "bench" / "run.py"))


def test_lines_with_two_tabs_are_rows_and_others_are_remarks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "speed.py"
    script.write_text('print("warming up")\nprint("a slider move\\t75 ms\\t100 ms")')
    assert BENCH["rows"](script) == [("a slider move", "75 ms", "100 ms")]
    assert "warming up" in capsys.readouterr().err


def test_the_table_replaces_what_stood_between_the_markers() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = BENCH["table"]([("a slider move", "75 ms", "")], "Measured on an abacus.")
    written = BENCH["MARKERS"].sub(lambda found: found[1] + table + found[2], readme)
    assert "| a slider move | 75 ms |  |" in written
    assert written.count("<!-- bench -->") == written.count("<!-- /bench -->") == 1
    again = BENCH["MARKERS"].sub(lambda found: found[1] + table + found[2], written)
    assert again == written


def test_a_bench_that_fails_gives_no_rows(tmp_path: Path) -> None:
    script = tmp_path / "broken.py"
    script.write_text('print("half\\tof\\tit")\nraise SystemExit(1)')
    assert BENCH["rows"](script) == []
