"""The panels on a start and on four runtimes: a slider moves, figure and words follow."""

from kubelet_lab.figures.svg import to_svg
from kubelet_lab.panels.start_panel import runtime_panel, start_panel


def test_a_smaller_image_brings_ready_sooner_and_a_faster_line_hardly() -> None:
    panel = start_panel("Why?")
    before = panel.readout.text
    assert before.startswith("Ready after 96 s. Longest on the path: pull shop:1, 74.1 s")
    panel.sliders["bandwidth"].value = 500
    assert panel.readout.text.startswith("Ready after 91 s")
    panel.reset()
    panel.sliders["image"].value = 400
    assert panel.readout.text.startswith("Ready after 56 s")
    assert "Why?" in to_svg(panel.live.figure)


def test_more_pods_cost_more_memory_and_no_time() -> None:
    panel = runtime_panel("Why?")
    runs = next(one for one in panel.live.figure["data"] if one["name"] == "running")["base"]
    assert "60 pods with kata take 59 %" in panel.readout.text
    panel.sliders["pods"].value = 110
    assert "110 pods with kata take 107 %" in panel.readout.text
    again = next(one for one in panel.live.figure["data"] if one["name"] == "running")["base"]
    assert again == runs
    assert "17.2 GiB for 110" in to_svg(panel.live.figure)
