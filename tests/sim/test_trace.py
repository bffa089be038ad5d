"""Every entry answers "why?"."""

from kubelet_lab.sim.trace import Entry, Trace


def story() -> Trace:
    trace = Trace()
    outage = trace.add(1000, "world", "database", "database down")
    failed = trace.add(3005, "prober", "pod/a", "Readiness probe failed", outage)
    trace.add(6005, "status", "pod/a", "Ready False", failed)
    return trace


def test_why_leads_back_to_the_world() -> None:
    assert [entry.text for entry in story().why(2)] == [
        "Ready False",
        "Readiness probe failed",
        "database down",
    ]


def test_entries_are_found_by_words_source_and_time() -> None:
    trace = story()
    assert [e.number for e in trace.find("e")] == [0, 1, 2]
    assert [e.number for e in trace.find("", source="prober")] == [1]
    assert [e.number for e in trace.find("", from_ms=3006)] == [2]


def test_an_entry_reads_like_a_line_of_a_log() -> None:
    assert story()[1] == Entry(1, 3005, "prober", "pod/a", "Readiness probe failed", 0)
    assert len(list(story())) == len(story()) == 3
