"""The panel on an API server's outage: one slider moves the return, and nginx does not care."""

from kubelet_lab.panels.outage_panel import outage_panel

FIXED = "A new nginx runs 51.1 s after the old one got stuck."


def test_it_starts_with_a_long_wait_for_the_watch_and_a_longer_outage_may_end_it() -> None:
    panel = outage_panel("What does it change?")
    assert panel.readout.text.endswith("the new pod is heard of after 40.6 s.")
    panel.sliders["outage_s"].value = 340
    assert panel.readout.text.endswith("the new pod is heard of after 5.6 s.")


def test_the_length_of_the_outage_does_not_change_when_nginx_is_mended() -> None:
    panel = outage_panel("What does it change?")
    for outage_s in (60, 305, 900):
        panel.sliders["outage_s"].value = outage_s
        assert panel.readout.text.startswith(FIXED)


def test_every_end_of_its_sliders_is_played_long_enough() -> None:
    panel = outage_panel("What does it change?")
    for outage_s in (60, 900):
        for stuck_s in (100, 300):
            panel.sliders["outage_s"].value = outage_s
            panel.sliders["stuck_s"].value = stuck_s
            assert "more than a minute" not in panel.readout.text


def test_its_state_can_be_taken_away_as_a_cell() -> None:
    panel = outage_panel("What does it change?")
    panel.sliders["outage_s"].value = 400
    assert panel.snippet.text == (
        'lab.story("api-server-down", down_s=63, outage_s=400, stuck_s=240, wanted_s=100)\n'
    )
