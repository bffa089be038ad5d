"""A Day 6 is a folder beside Day 5: built, released, graded by name, listed apart."""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from kubelet_lab import desk
from kubelet_lab.grading import build

ROOT = Path(__file__).parents[2]
LESSON = "day06/01_services"


@pytest.fixture(scope="module")
def two_days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course whose Day 5 is one lesson as it is, and whose Day 6 is new."""
    home = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", home)
    for day in ("day05", "day06"):
        (home / "solutions" / day).mkdir(parents=True)
    for name in ("04_probes.md", "04_probes.ipynb"):
        shutil.copy(ROOT / "solutions" / "day05" / name, home / "solutions" / "day05")
    lesson = home / "solutions" / LESSON
    shutil.copy(Path(__file__).with_name("second_day.md"), lesson.with_suffix(".md"))
    assert build.main(["--root", str(home)]) == 0
    return home


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, ModuleType]]:
    names = ("lesson_docs", "pages")
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    monkeypatch.syspath_prepend(str(ROOT / "tools" / "site"))
    yield {name: importlib.import_module(name) for name in names}
    for name in (*names, "frames"):
        sys.modules.pop(name, None)


def test_it_is_released_without_its_answers(two_days: Path) -> None:
    released = (two_days / "course" / LESSON).with_suffix(".ipynb").read_text()
    assert "%%answers handlers" in released
    assert "web_shop: httpGet" not in released
    graded = [cell["metadata"].get("nbgrader", {}) for cell in json.loads(released)["cells"]]
    assert sum(cell.get("points", 0) for cell in graded) == 4


def test_learn_opens_the_folder_that_has_both(two_days: Path) -> None:
    assert desk.find_course(two_days) == two_days / "course"
    assert {day.name for day in (two_days / "course").iterdir()} == {"day05", "day06"}


def test_its_answers_slides_and_counts_stand_apart(
    two_days: Path, tools: dict[str, ModuleType]
) -> None:
    made = {path.name: text for path, text in tools["lesson_docs"].made(two_days).items()}
    assert f"`{LESSON}` Nobody can reach nginx" in made["slides.md"]
    assert f"`{LESSON}` Nobody can reach nginx" in made["instructor_answers.md"]
    assert f"| `{LESSON}` | 4 |" in made["lessons.md"]
    assert "| `04_probes` | 18 |" in made["lessons.md"]


def test_the_book_has_a_table_of_contents_for_each_day(
    two_days: Path, tools: dict[str, ModuleType]
) -> None:
    index = tools["pages"].contents(sorted((two_days / "course").glob("*/*.ipynb")))
    assert index.index("Day 5, the kubelet") < index.index("day05/04_probes")
    assert index.index(":caption: Day 6") < index.index(LESSON)
