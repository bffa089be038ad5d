"""The panel on a node's disk: three sliders, and the walks they lead to."""

from kubelet_lab.lab import story, walk_panel


def test_it_starts_where_the_node_already_breaks_and_follows_the_sliders() -> None:
    panel = walk_panel("What does it take?")
    assert "NotReady at 10 min 40 s" in panel.readout.text
    panel.sliders["logs"].value = 0
    assert panel.readout.text.startswith("Ready all the time.")
    panel.sliders["disk latency"].value = 20
    assert panel.readout.text == "Ready all the time. The longest walk takes 120 ms."
    panel.reset()
    assert "NotReady at 10 min 40 s" in panel.readout.text


def test_a_node_story_lists_its_walks_and_stops_at_a_screenful() -> None:
    night = story("shopify.node")
    assert str(night.walks(372, 373)) == (
        "begins at   372.868 s, takes   82.175 s, ends at   455.043 s"
    )
    assert str(night.walks(557, 558)).endswith("takes  120.000 s, no answer: thrown away")
    assert str(night.walks()).endswith(" more")
    assert str(night.walks(5_000)) == "No walk began then."


def test_what_cannot_be_played_says_so_whatever_is_asked_of_it() -> None:
    wrong = story("shopify.node", container=3)
    assert "did you mean containers?" in str(wrong.walks(0, 4))
    assert wrong.readout() == wrong
