"""What a notebook asks of an incident, and what it is told when it asks for something else."""

import pytest

from kubelet_lab.lab.panels import probe_panel
from kubelet_lab.lab.story import story


def test_a_story_shows_its_table_as_text_and_as_html() -> None:
    bundle = story("checkout.database")._repr_mimebundle_()
    assert "Pod removed from Service" in bundle["text/plain"]
    assert "≠ differs" in bundle["text/html"]
    assert story("checkout.database")._repr_mimebundle_() == bundle


def test_a_guess_counts_from_the_mark_it_is_about() -> None:
    figure = story("checkout.database").timeline(guess=17, after="database down").figure
    assert "your guess" in str(figure)
    assert "138 s" in str(figure)
    assert "your guess" not in str(story("checkout.database").timeline(guess=None).figure)


def test_why_follows_words_or_a_number_back_to_the_world() -> None:
    night = story("checkout.database")
    chain = night.why("condition Ready False").splitlines()
    assert chain[-1].endswith("world    database down")
    number = int(chain[0].split()[0])
    assert night.why(number).splitlines() == chain
    assert "There is no entry" in night.why("the moon")
    assert "No entry says" in night.trace("the moon")


@pytest.mark.parametrize(
    ("shown", "says"),
    [
        (lambda: story("checkout.databas"), "did you mean checkout.database?"),
        (lambda: story("checkout.databas").timeline("title", guess=1), "did you mean"),
        (lambda: story("checkout.databas").why("anything"), "did you mean"),
        (lambda: story("checkout.startup", catalogue_s="soon"), "must be a number"),
        (lambda: probe_panel("checkout.startp", "startup", "?"), "did you mean"),
        (lambda: probe_panel("checkout.startup", "livenes", "?"), "has no livenes probe"),
        (lambda: probe_panel("memory-leak", "liveness", "?"), "has no liveness probe"),
        (lambda: probe_panel("checkout.startup", "startup", "?", period=3), "no slider is called"),
    ],
)
def test_a_slip_is_answered_with_a_sentence(shown, says) -> None:
    assert says in repr(shown())
