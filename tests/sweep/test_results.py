"""Results on disk, and the numbers that are taken from an outcome."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubelet_lab import incidents
from kubelet_lab.sweep import axis, sweep
from kubelet_lab.sweep.play import Task, engine, numbers, play
from kubelet_lab.sweep.results import Results, key

TASK = Task("checkout.database", {"outage": "down"}, "an engine")


def test_a_result_is_found_again_and_a_line_cut_off_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    Results(path).add(TASK, {"a": 1.5, "b": None})
    with path.open("a") as file:
        file.write('{"key": "half a li')
    again = Results(path)
    assert again.known == {key(TASK): {"a": 1.5, "b": None}}
    other = TASK._replace(parameters={"outage": "hangs"})
    again.add(other, {"a": 2.0})
    assert Results(path).known.keys() == {key(TASK), key(other)}


@pytest.mark.parametrize("junk", ["", "\n\n", "[]\n", "null\n", '{"key": 1}\n', "\x00\xff\n"])
def test_a_file_that_is_something_else_holds_no_results(junk: str, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes(junk.encode("latin-1"))
    assert Results(path).known == {}


def test_another_engine_or_another_value_is_another_result() -> None:
    others = [
        TASK._replace(engine="another"),
        TASK._replace(incident="checkout.startup"),
        TASK._replace(parameters={"outage": "hangs"}),
    ]
    assert len({key(task) for task in [TASK, *others]}) == 4


def test_a_worker_with_another_engine_says_so() -> None:
    assert play(TASK) == "This worker has another version of kubelet-lab."
    assert isinstance(play(TASK._replace(engine=engine())), dict)
    unplayable = TASK._replace(engine=engine(), parameters={"outage": "is fun"})
    assert "must be one of" in play(unplayable)


def test_rows_give_columns_and_equal_words_are_numbered() -> None:
    outcome = incidents.run("checkout.deadlock")
    found = numbers(outcome)
    assert len(found) == len(outcome.rows)
    assert "Liveness probe: Timeout #2 (s)" in found
    assert found["kubelet kills container (s)"] == next(
        row.computed_s for row in outcome.rows if row.told == "kubelet kills container"
    )


def test_a_fleet_gives_its_key_numbers_too() -> None:
    found = numbers(incidents.run("kubelet-crash"))
    assert found["nodes Ready at least"] == 2
    assert found["zombies at most"] > 0
    assert list(found)[:4] == [
        "nodes Ready at least", "pods serving at least", "zombies at most", "pods replaced",
    ]  # fmt: skip


def test_every_incident_can_be_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("memory-leak", "pod-start", "static-pod", "static-pod.bootstrap", "kubelet-crash"):
        told = incidents.INCIDENTS[name].parameters
        number = next(field for field, value in told.items() if not isinstance(value, str))
        low = round(told[number])
        done = sweep(name, [axis(f"{number}={low}..{low + 1}")], {}, workers=2)
        assert (done.played, done.failed) == (2, {})
        assert (tmp_path / f"{name}-sweep.csv").read_text().startswith(f"{number},")
