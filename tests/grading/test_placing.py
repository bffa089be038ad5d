import pytest

from kubelet_lab.grading.placing import Placed, answer_name, place_answers, points_name
from kubelet_lab.grading.submission import Submission, SubmittedCell

ANSWER = {
    "id": "mini",
    "source": "%%manifest mini\n# Your answer goes here.",
    "metadata": {"nbgrader": {"solution": True}},
}
POINTS = {
    "id": "points_mini",
    "source": 'lab.points("mini")',
    "metadata": {"nbgrader": {"grade": True, "points": 6}},
}
SOURCE = [{"id": "c0", "source": "# Words", "metadata": {}}, ANSWER, POINTS]
SHOWN = SubmittedCell("points_mini", "code", 'lab.points("mini")')
SEVERAL = "2 cells begin with `%%manifest mini`; the one in its place counts."


def cell(text: str, identity: str = "", kind: str = "code") -> SubmittedCell:
    return SubmittedCell(identity, kind, f"%%manifest mini\n{text}")


@pytest.mark.parametrize(
    ("label", "cells"),
    [
        ("as released", [cell("a", "mini"), SHOWN]),
        ("ids lost", [cell("a"), SHOWN]),
        ("moved to the end", [SHOWN, cell("a", "mini")]),
        ("a copy above", [cell("x", "n1"), cell("a", "mini"), SHOWN]),
        ("a copy between", [cell("a", "mini"), cell("x", "n1"), SHOWN]),
        ("a copy below", [cell("a", "mini"), SHOWN, cell("x", "n1")]),
        ("copies, ids lost", [cell("x"), cell("a"), SHOWN]),
        ("copies, ids lost, one below", [cell("a"), SHOWN, cell("x")]),
        ("copies, no points cell", [cell("a"), cell("x")]),
        ("copies, all below", [SHOWN, cell("a"), cell("x")]),
        ("both claim the id", [cell("a", "mini"), cell("x", "mini")]),
    ],
)
def test_the_answer_is_found_in_its_place(label: str, cells: list[SubmittedCell]) -> None:
    note = SEVERAL if sum("%%manifest" in cell.text for cell in cells) > 1 else ""
    expected = {"mini": Placed("%%manifest mini\na", note)}
    assert place_answers(SOURCE, Submission(tuple(cells))) == expected, label


@pytest.mark.parametrize(
    ("cells", "more"),
    [
        ([SHOWN], ""),
        ([SubmittedCell("mini", "code", "%%bash\ncat /etc/passwd")], ""),
        ([cell("a", "mini", "markdown")], " The one there is, is a markdown cell."),
    ],
)
def test_a_missing_answer_is_missed_by_name(cells: list[SubmittedCell], more: str) -> None:
    expected = Placed(None, f"No code cell begins with `%%manifest mini`.{more}")
    assert place_answers(SOURCE, Submission(tuple(cells))) == {"mini": expected}


def test_a_refused_file_has_no_answers_and_says_why() -> None:
    refused = Submission(refused="The file is not UTF-8 text.")
    assert place_answers(SOURCE, refused) == {"mini": Placed(None, "The file is not UTF-8 text.")}


def test_only_the_source_says_which_cells_ask_and_which_score() -> None:
    assert [answer_name(cell) for cell in SOURCE] == [None, "mini", None]
    assert [points_name(cell) for cell in SOURCE] == [None, None, "mini"]
