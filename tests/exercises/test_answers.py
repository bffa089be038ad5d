import pytest

from kubelet_lab.exercises.answers import Answer, read_answer


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("%%manifest checkout\na: 1", Answer("manifest", "checkout", "a: 1")),
        ("%%answers guess_pleg\na: 1\n", Answer("answers", "guess_pleg", "a: 1\n")),
        ("%%manifest checkout", Answer("manifest", "checkout", "")),
        ("%%manifest  checkout  \na: 1", Answer("manifest", "checkout", "a: 1")),
        ("%%manifest checkout\r\na: 1\r\nb: 2", Answer("manifest", "checkout", "a: 1\nb: 2")),
        ("\ufeff%%manifest checkout\na: 1", Answer("manifest", "checkout", "a: 1")),
        ("\n\n%%manifest checkout\na: 1", Answer("manifest", "checkout", "a: 1", 4)),
    ],
)
def test_the_first_line_names_the_exercise(cell, answer) -> None:
    assert read_answer(cell) == answer


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "a: 1",
        "%%bash\nrm -rf /",
        "%%javascript\nalert(1)",
        "%%manifest",
        "%%manifest two names",
        "%%manifest ../../secret",
        "%%manifest Checkout",
        "%%manifest \u0441heckout",  # Cyrillic es
        "%%manifest checkout # mine",
        " %%manifest checkout",
        "# note\n%%manifest checkout",
        "%manifest checkout",
        "%%manifest " + "x" * 64,
    ],
)
def test_anything_else_is_no_answer(cell) -> None:
    assert read_answer(cell) is None


@pytest.mark.parametrize(
    ("body", "empty"),
    [("", True), ("\n  \n# only a note\n  # more", True), ("a: 1 # x", False), ("#\n-", False)],
)
def test_blank_lines_and_comments_are_no_answer_yet(body, empty) -> None:
    assert Answer("manifest", "checkout", body).empty is empty
