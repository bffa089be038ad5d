from html.parser import HTMLParser

import pytest

from kubelet_lab.exercises.report import Criterion, Report
from kubelet_lab.node.history import Band, Mark, PodHistory

RUN = PodHistory(
    pod="checkout",
    end_ms=60_000,
    ready=[Band(0, 60_000, "NotReady")],
    container=[Band(0, 60_000, "running")],
    probes={},
    marks=[Mark(30_000, "deadlock", "world")],
)
LOST = Criterion("survives a deadlock", 0, 4, "`checkout` kept its traffic.", RUN, ("a", "b", "c"))
HALF = Criterion("starts in time", 1.5, 3, "Late once.")
KEPT = Criterion("survives an outage", 4, 4, "No restart while the database was down.")


class Tags(HTMLParser):
    """Collects what a page would load or run, and checks that tags nest."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag


def test_the_text_says_first_what_works_and_is_the_same_each_time() -> None:
    report = Report("checkout", 11, (LOST, HALF, KEPT), played="public")
    assert report.text() == Report("checkout", 11, (LOST, HALF, KEPT), played="public").text()
    assert report.text() == (
        "checkout: 5.5 of 11 points\n"
        "\n"
        "✓ survives an outage (4 of 4)\n"
        "  No restart while the database was down.\n"
        "\n"
        "◐ starts in time (1.5 of 3)\n"
        "  Late once.\n"
        "\n"
        "✗ survives a deadlock (0 of 4)\n"
        "  `checkout` kept its traffic.\n"
        "\n"
        "Played on public incidents only; the hidden ones differ in kind."
    )


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ((4, 4), 8.0),
        ((9, 9), 10.0),
        ((-3, 1), 0.0),
        ((float("nan"), 4), 0.0),
        ((float("inf"), 4), 0.0),
        ((True, 0), 1.0),
        ((0.1, 0.2), 0.3),
    ],
)
def test_points_are_a_plain_float_within_the_range(points, expected) -> None:
    report = Report("x", 10, tuple(Criterion("c", p, 5) for p in points))
    assert type(report.points) is float
    assert report.points == expected
    assert float(repr(report.points)) == expected  # what SaveAutoGrades reads


def test_an_error_replaces_the_criteria_and_costs_all_points() -> None:
    report = Report("checkout", 11, (KEPT,), error="spec: Required value\n  line 3: spec:")
    assert report.points == 0.0
    assert report.text() == (
        "checkout: 0 of 11 points\n\n  spec: Required value\n    line 3: spec:"
    )
    assert "survives" not in report.html()


def test_the_page_nests_and_loads_and_runs_nothing() -> None:
    page = Tags(Report("checkout", 11, (LOST, HALF, KEPT)).html())
    assert not page.open
    assert {tag for tag, _ in page.seen}.isdisjoint({"script", "iframe", "link", "object"})
    sources = [attributes["src"] for tag, attributes in page.seen if tag == "img"]
    assert {source.split(",")[0] for source in sources} == {"data:image/svg+xml;base64"}
    assert not any(name.startswith("on") for _, attributes in page.seen for name in attributes)


def test_the_picture_of_the_failing_run_has_words_for_who_cannot_see_it() -> None:
    seen = Tags(Report("c", 4, (LOST,)).html()).seen
    light, dark = (attributes for tag, attributes in seen if tag == "img")
    assert light["alt"] == dark["alt"]
    assert "never gets traffic" in light["alt"]
    assert light["src"] != dark["src"]


def test_a_hidden_run_is_told_but_its_timeline_is_not_shown() -> None:
    hidden = Criterion("survives", 0, 4, "Restarted at night.", RUN, hidden=True)
    html = Report("c", 4, (hidden,), played="public and hidden").html()
    assert "<img" not in html
    assert "its timeline stays hidden" in html


def test_each_hint_opens_inside_the_one_before() -> None:
    html = Report("c", 4, (LOST,)).html()
    first, second, third = (html.index(f"Hint {n} of 3") for n in (1, 2, 3))
    assert first < second < third < html.index("</details></details></details>")
    assert "<details" not in Report("c", 4, (KEPT,)).html()


ATTACK = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&`<b>`\x1b[2J\u202eevil"


@pytest.mark.parametrize(
    "report",
    [
        Report(ATTACK, 4, (Criterion(ATTACK, 0, 4, ATTACK, hints=(ATTACK,)),)),
        Report("c", 4, error=ATTACK, notes=(ATTACK,)),
    ],
)
def test_whatever_stands_in_a_report_is_shown_and_not_run(report) -> None:
    html, text = report.html(), report.text()
    tags = {tag for tag, _ in Tags(html).seen}
    assert tags <= {
        "style",
        "section",
        "div",
        "span",
        "code",
        "pre",
        "ul",
        "li",
        "p",
        "details",
    } | {"summary"}
    for output in (html, text):
        assert "\x1b" not in output
        assert "\u202e" not in output
