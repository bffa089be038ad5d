import pytest

from kubelet_lab.exercises.quantity import measure
from kubelet_lab.exercises.questions import NO_ANSWER, Choice, Guess, Number, Order, Slip

KILLS = Choice(
    "after_outage",
    "What does the kubelet do?",
    2,
    right="restarts the container",
    wrong={
        "removes the pod": "The pod object stays: look at its UID.",
        "nothing": "Look at 02:10.",
    },
    because="Liveness failed three times.",
    hints=("Look at RESTARTS.",),
)
ACTS = Number(
    "acts_after",
    "How long until it acts?",
    3,
    right=21,
    tolerance=0.5,
    unit="s",
    slips=(Slip(30, "Three periods after the first look: but the first look counts too."),),
    otherwise="Count the looks on the timeline.",
)


@pytest.mark.parametrize(
    ("value", "points", "reason"),
    [
        ("restarts the container", 2, "Liveness failed three times."),
        ("  Restarts  the Container ", 2, "Liveness failed three times."),
        ("Restarts the container.", 2, "Liveness failed three times."),
        ("the nothing", 0, "Look at 02:10."),
        ("nothing", 0, "Look at 02:10."),
        ("removes the pod", 0, "The pod object stays: look at its UID."),
        (None, 0, NO_ANSWER),
        (True, 0, None),
        (["nothing"], 0, None),
        ("x" * 1000, 0, None),
    ],
)
def test_a_wrong_option_is_met_with_its_own_sentence(value, points, reason) -> None:
    judged = KILLS.judge(value)
    assert judged.points == points
    assert len(judged.reason) < 200
    if reason:
        assert judged.reason == reason
    else:
        assert "is none of the options: `nothing`, `removes the pod`" in judged.reason


@pytest.mark.parametrize(
    ("value", "points", "reason"),
    [
        (21, 3, ""),
        (21.5, 3, ""),
        ("21 s", 3, ""),
        ("0.35 min", 3, ""),
        ("in 21 s", 3, ""),
        (30, 0, "Three periods after the first look: but the first look counts too."),
        (22, 0, "You said 22 s. Count the looks on the timeline."),
        (True, 0, "`True` is not a number of seconds."),
        ("soon", 0, "`soon` is not a number of seconds."),
        ("21 MiB", 0, "`21 MiB` is not a number of seconds."),
        (float("nan"), 0, "`nan` is not a number of seconds."),
        (float("inf"), 0, "`inf` is not a number of seconds."),
        (10**400, 0, None),
        (None, 0, NO_ANSWER),
    ],
)
def test_a_number_counts_within_its_tolerance(value, points, reason) -> None:
    judged = ACTS.judge(value)
    assert judged.points == points
    assert reason is None or judged.reason == reason


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("3 min", "s", 180),
        ("3min", "s", 180),
        ("3 minutes", "s", 180),
        ("about 30 seconds", "s", 30),
        ("~30 s", "s", 30),
        ("1 Hour", "min", 60),
        ("500 ms", "s", 0.5),
        (90, "min", 90),
        ("5", "", 5),
        ("5 s", "", None),
        ("5 %", "%", 5),
        ("1e9", "s", None),
        ("0x10", "s", None),
        ("٣", "s", None),  # an Arabic three
        ("", "s", None),
        ([], "s", None),
        ("36 seconds", "s", 36),
        ("1 minute", "s", 60),
        ("3 Days", "h", 72),
        ("2 secs", "s", 2),
        ("5 fortnights", "s", None),
    ],
)
def test_a_measure_is_read_as_people_type_it(value, unit, expected) -> None:
    assert measure(value, unit) == expected


def test_a_number_that_is_no_slip_is_told_which_way_the_run_lies() -> None:
    plain = Number("k", "How long?", 1, right=21, unit="s")
    assert plain.judge(20).reason == "You said 20 s. The run comes to more."
    assert plain.judge(22).reason == "You said 22 s. The run comes to less."


def test_a_word_that_is_an_option_may_be_written_as_people_write_it() -> None:
    who = Choice("k", "Who?", 1, "api server", {"node controller": "It judges."})
    assert who.judge("the API-server.").full
    assert who.judge("`Node Controller`").reason == "It judges."


@pytest.mark.parametrize(
    ("value", "kept"),
    [("never", "never"), ("in 3 min", 180), (30, 30), ("who knows", None), (None, None)],
)
def test_a_guess_is_kept_as_a_number_or_as_one_of_its_words(value, kept) -> None:
    assert Guess("not_ready", "When?", unit="s", words=("never",)).read(value) == kept


def test_an_answer_without_points_is_still_right_or_wrong() -> None:
    free = Choice("k", "Who?", 0, "kubelet", {"scheduler": "It only places pods."})
    assert free.judge("kubelet").full
    assert not free.judge("scheduler").full
    assert free.judge("scheduler").score == ""


CALLS = Order(
    "calls",
    "In what order?",
    3,
    ("RunPodSandbox", "PullImage", "CreateContainer", "StartContainer"),
    {
        ("PullImage", "RunPodSandbox"): "The sandbox comes first.",
        ("StartContainer", "CreateContainer"): "What runs has to be there.",
    },
    because="As heard on the socket.",
    hints=("Listen.",),
)


@pytest.mark.parametrize(
    ("value", "points", "reason"),
    [
        (list(CALLS.right), 3, "As heard on the socket."),
        (" -> ".join(CALLS.right), 3, "As heard on the socket."),
        ("runpodsandbox(), pullimage, createcontainer → startcontainer", 3, None),
        (["PullImage", "RunPodSandbox", *CALLS.right[2:]], 0.5, "The sandbox comes first."),
        ([*CALLS.right[:2], "StartContainer", "CreateContainer"], 0.5, "What runs has to be"),
        (list(CALLS.right[::-1]), 0, "The sandbox comes first."),
        (list(CALLS.right[:3]), 1, "Not in your list: StartContainer."),
        ([*CALLS.right, "PullImage"], 1.5, "`PullImage` stands there more than once."),
        ([*CALLS.right, "DockerRun"], 1.5, "`dockerrun` is none of them"),
        (["CreateContainer", "RunPodSandbox", "PullImage", "StartContainer"], 0.5, "All of them"),
        ([["RunPodSandbox"]], 0, "is none of them"),
        ("", 0, "Not in your list: CreateContainer, PullImage"),
        (None, 0, NO_ANSWER),
        (True, 0, "is none of them"),
        ("x" * 1000, 0, "is none of them"),
    ],
)
def test_an_order_gets_half_of_its_points_at_most_for_right_neighbours(
    value, points, reason
) -> None:
    judged = CALLS.judge(value)
    assert judged.points == points
    assert (reason or "") in judged.reason
    assert len(judged.reason) < 200


def test_what_is_wanted_names_all_things_and_not_their_order() -> None:
    assert "CreateContainer, PullImage, RunPodSandbox, StartContainer" in CALLS.wanted


def test_of_two_slips_within_the_tolerance_the_nearer_one_answers() -> None:
    number = Number("n", "N", 1, 490, 11, "s", (Slip(0, "nothing"), Slip(5, "a look")))
    assert [number.judge(said).reason for said in (0, 2, 3, 5)] == [
        "nothing",
        "nothing",
        "a look",
        "a look",
    ]
