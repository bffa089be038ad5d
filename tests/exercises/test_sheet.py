import pytest

from kubelet_lab.exercises.answers import Answer
from kubelet_lab.exercises.catalogue import find
from kubelet_lab.exercises.check import check as check_cell
from kubelet_lab.exercises.questions import NO_ANSWER, Choice, Guess, Number
from kubelet_lab.exercises.report import Report
from kubelet_lab.exercises.sheet import NOT_LINES, Sheet

SHEET = Sheet(
    "outage",
    (
        Choice("kills", "Who kills?", 2, "kubelet", {"scheduler": "It only places pods."}),
        Number("acts_after", "When?", 3, 21, unit="s"),
        Guess("not_ready", "The node is NotReady after", unit="s", words=("never",)),
    ),
)


def check(body: str, first_line: int = 2) -> Report:
    return SHEET.check(Answer("answers", "outage", body, first_line), None)


def test_questions_are_judged_one_by_one() -> None:
    report = check("kills: kubelet   # sure\nacts_after: 22\nnot_ready: in 3 min\n")
    assert [criterion.points for criterion in report.criteria] == [2, 0]
    assert (report.points, report.max_points) == (2.0, 5)
    assert report.guesses == {"not_ready": 180.0}
    assert report.notes == ("Your guess is kept. The node is NotReady after: 3 min.",)
    assert "incidents" not in report.text()


def test_a_question_left_out_costs_only_itself() -> None:
    report = check("acts_after: 21")
    assert report.points == 3.0
    assert report.criteria[0].reason == NO_ANSWER
    assert report.notes == ("`not_ready` is no guess yet: a number of seconds, or never.",)


def test_a_guess_gives_no_points_and_a_wild_one_costs_none() -> None:
    report = check("kills: kubelet\nacts_after: 21\nnot_ready: who knows")
    assert report.points == report.max_points
    assert report.guesses == {}


@pytest.mark.parametrize(
    ("body", "note"),
    [
        ("kils: kubelet", "Line 2: nobody asked for `kils`; did you mean `kills`?"),
        ("zzz: 1", "nobody asked for `zzz`; the keys are kills, acts_after, not_ready."),
        ("kills: scheduler\nkills: kubelet", "Line 3: `kills` again; the last one counts."),
    ],
)
def test_odd_lines_are_named(body: str, note: str) -> None:
    assert any(note in said for said in check(body).notes)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("kills: [kubelet", "line 2"),
        ("kubelet", NOT_LINES),
        ("- kubelet", NOT_LINES),
        ("kills: a\n---\nkills: b", NOT_LINES),
        ("kills: &a [*a]", "contains itself"),
        ("!!python/object:os.system {}", "is not allowed"),
        ("kills: " + "[" * 100 + "]" * 100, "nested deeper"),
        ("\n".join(f"k{n}: 1" for n in range(20_000)), "more than"),
        ("x: " + "y" * 300_000, "bytes are more than"),
    ],
)
def test_what_cannot_be_read_gives_no_points_and_says_why(body: str, says: str) -> None:
    report = check(body)
    assert report.points == 0.0
    assert says in report.error


@pytest.mark.parametrize("value", ["yes", "!!str 21", "0x15", "1:20", "2024-01-01", "9" * 400])
def test_values_that_yaml_bends_do_no_harm(value: str) -> None:
    check(f"acts_after: {value}\nkills: {value}\nnot_ready: {value}")


def test_line_numbers_are_those_of_the_cell() -> None:
    assert "Line 5: nobody" in check("\nkils: a", first_line=4).text()


def test_half_of_a_first_answer_is_handed_out_and_already_counts() -> None:
    first = find("first_answer")
    assert first.blank == "who_decides: the supervisor\n# who_builds: one of the options above"
    report = check_cell(f"%%answers first_answer\n{first.blank}")
    assert [(found.met, found.reason) for found in report.criteria] == [
        (True, "The kubelet, on its own node."),
        (False, NO_ANSWER),
    ]


def test_what_was_chosen_without_points_is_kept_to_be_drawn() -> None:
    sheet = Sheet("pick", (Choice("who", "Who?", 0, "the kubelet", {"The kernel": "It kills."}),))
    picked = [
        sheet.check(Answer("answers", "pick", f"who: {said}\n", 2), None).guesses
        for said in ("the KERNEL", "the kubelet", "nobody", "[1]")
    ]
    assert picked == [{"who": "The kernel"}, {"who": "the kubelet"}, {}, {}]


def test_an_option_may_be_copied_with_its_backticks() -> None:
    report = check("kills: `kubelet`  # `sure`\nacts_after: `21 s`\n")
    assert report.points == report.max_points
    assert "line 3" in check("kills: kubelet\nacts_after: `21\n").error
