"""nbgrader's Validate button on the released notebook: what a student hears before handing in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hostile_class import HEAD, LESSON, RELEASED, RIGHT, ROOT, WRONG, notebook, write
from nbgrader.validator import Validator


@pytest.mark.parametrize(
    ("book", "says"),
    [
        (notebook(RIGHT), ""),
        (notebook(WRONG), "✗ a database outage never restarts it (0 of 3)"),
        (notebook(f"{HEAD}a: ["), "not YAML"),
        (RELEASED, "No answer yet."),
    ],
    ids=["right", "wrong", "not YAML", "no answer"],
)
def test_it_passes_what_the_check_passes_and_says_what_is_wrong(
    book: object, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)
    write(book)(tmp_path)
    found = Validator().validate(str(tmp_path / f"{LESSON}.ipynb"))
    assert "changed" not in found
    failed = found.get("failed", [])
    assert [cell["source"] for cell in failed] == (['lab.points("checkout")'] if says else [])
    assert all(says in cell["raw_error"] for cell in failed)
