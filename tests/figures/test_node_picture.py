"""The node in one picture: every scene is a frame, and says who talks to whom."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from kubelet_lab.figures.node_picture import MOST_SCENES, node_picture
from kubelet_lab.figures.node_scenes import scenes
from kubelet_lab.figures.node_wiring import HIGH, PLACES, WIDE, place_of_pod, way, wiring
from kubelet_lab.figures.svg import to_svg
from kubelet_lab.incidents import INCIDENTS, run
from kubelet_lab.sim.trace import Trace

STORIES = ("daily-routine", "api-server-down", "pod-start", "static-pod.bootstrap")


@pytest.mark.parametrize("name", STORIES)
def test_every_frame_changes_the_same_traces_and_nothing_of_their_look(name: str) -> None:
    figure = node_picture(run(name).trace)
    first = figure["frames"][0]
    for frame in figure["frames"]:
        assert frame["traces"] == first["traces"]
        assert len(frame["data"]) == len(frame["traces"])
        assert all(set(part) <= {"x", "y", "base", "text"} for part in frame["data"])
    steps = figure["layout"]["sliders"][0]["steps"]
    assert [step["args"][0][0] for step in steps] == [one["name"] for one in figure["frames"]]


@pytest.mark.parametrize("name", STORIES)
def test_it_has_a_still_and_the_same_bytes_each_time(name: str) -> None:
    still, again = (to_svg(node_picture(run(name).trace, shown=-1)) for _ in range(2))
    assert still == again
    assert ET.fromstring(still).attrib["role"] == "img"  # noqa: S314 - our own


def test_the_scene_that_is_shown_is_the_frame_of_its_number() -> None:
    figure = node_picture(run("api-server-down").trace, shown=7)
    frame = figure["frames"][7]
    for index, part in zip(frame["traces"], frame["data"], strict=True):
        assert part.items() <= figure["data"][index].items()
    assert figure["layout"]["sliders"][0]["active"] == 7


def test_the_picture_says_in_words_what_it_shows() -> None:
    alt = node_picture(run("api-server-down").trace, shown=0)["layout"]["meta"]["alt"]
    assert "Shown: 0 s, kubelet: Successfully registered node node-worker-1" in alt


@pytest.mark.parametrize(
    ("text", "stops", "through"),
    [
        ("is assigned", ("API server", "kubelet"), True),
        ("Pulling image", ("kubelet", "runtime", "disk"), True),
        ("StartContainer", ("runtime", "nginx-abc"), True),
        ("Created container", ("kubelet", "runtime", "nginx-abc"), True),
        ("ContainerDied", ("kubelet", "runtime"), True),
        ("Liveness probe failed", ("kubelet", "nginx-abc"), False),
        ("the API server is down", ("API server",), False),
        ("Failed to update lease", ("kubelet", "API server"), False),
        ("condition Ready False", ("kubelet", "API server"), False),
        ("Status for pod updated", ("kubelet", "API server"), True),
    ],
)
def test_an_entry_lights_up_who_talks_to_whom(
    text: str, stops: tuple[str, ...], through: bool
) -> None:
    found = scenes(run("api-server-down").trace, 0, 10**9, 1_000)
    scene = next(one for one in found if text in one.entry.text)
    assert (scene.stops, scene.through) == (stops, through)


def test_pods_become_what_the_trace_says_and_the_head_office_falls_silent() -> None:
    found = scenes(run("api-server-down").trace, 0, 10**9, 1_000)
    nginx = [scene.pods["nginx-abc"] for scene in found]
    assert list(dict.fromkeys(nginx)) == [
        "",
        "waiting",
        "starting",
        "running",
        "terminating",
        "killed",
    ]
    assert {scene.away for scene in found if 63_000 <= scene.entry.at_ms < 663_000} == {True}
    assert {scene.away for scene in found if scene.entry.at_ms > 663_000} == {False}
    assert found[-1].ready == {"nginx-abc", "cache-xyz"}


def test_no_two_boxes_touch() -> None:
    places = [*PLACES.values(), *map(place_of_pod, range(4))]
    for number, one in enumerate(places):
        for other in places[:number]:
            assert abs(one.x - other.x) >= WIDE or abs(one.y - other.y) >= HIGH


def test_a_way_follows_the_wires() -> None:
    graph = wiring(["a", "b"])
    assert len(way(graph, ["kubelet", "a"])) == 1
    assert len(way(graph, ["kubelet", "runtime", "a"])) == 2
    assert len(way(graph, ["API server", "disk"])) == 3
    assert way(graph, ["kubelet"]) == way(graph, ["kubelet", "nobody"]) == []


def test_an_empty_trace_has_no_scene_to_show() -> None:
    with pytest.raises(IndexError):
        node_picture(Trace())


@pytest.mark.parametrize("name", INCIDENTS)
def test_any_story_can_be_played_on_it_within_its_size(name: str) -> None:
    figure = node_picture(run(name).trace)
    assert 0 < len(figure["frames"]) <= MOST_SCENES
    assert len(json.dumps(figure)) < 150_000
