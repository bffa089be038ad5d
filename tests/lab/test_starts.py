"""What lessons 02 and 07 show besides stories: slips are met with a sentence."""

from kubelet_lab import lab


def test_a_runtime_that_is_not_there_is_named_with_those_that_are() -> None:
    assert repr(lab.calls("docker")) == (
        "There is no runtime 'docker' here. There are: containerd, cri-o, kata, gvisor."
    )


def test_the_calls_end_where_the_container_runs() -> None:
    lines = lab.calls("gvisor").splitlines()
    assert lines[0].split()[2] == "RunPodSandbox"
    assert lines[-1].split()[2:] == ["StartContainer", "nginx"]


def test_a_guess_is_drawn_on_the_path_and_beside_the_runtimes() -> None:
    path = lab.story("pod-start").path("Why?", guess=12.0).figure
    four = lab.runtime_figure("When?", guess=3.0).figure
    for figure, when in ((path, "12 s"), (four, "3.6 s")):
        words = [one["text"] for one in figure["layout"]["annotations"]]
        assert f"&nbsp;your guess&nbsp;<br>{when}" in words


def test_no_guess_and_never_draw_nothing() -> None:
    for guess in (None, "never"):
        assert not lab.runtime_figure("When?", guess=guess).figure["layout"]["annotations"]


def test_a_story_that_was_not_played_says_so_when_asked_for_its_path() -> None:
    assert "Nothing was played" in lab.story("pod-strat").path()


def test_runtimes_are_compared_over_the_values_of_one_setting() -> None:
    first, *rows = lab.runtime_costs(containers=[8, 9], disk_latency=5).splitlines()
    assert first.split() == ["containers=8", "containers=9"]
    more = {
        name: float(nine) - float(eight) for name, eight, _, nine, _ in (r.split() for r in rows)
    }
    assert max(more, key=lambda name: more[name]) == "gvisor"


def test_what_sandboxes_take_is_said_of_the_nodes_memory() -> None:
    kata = next(r for r in lab.runtime_costs(pods=[51, 52]).splitlines() if r.startswith("kata"))
    assert kata.split()[1:] == ["8,160", "MiB,", "49.8%", "8,320", "MiB,", "50.8%"]


def test_a_slip_in_what_is_compared_is_met_with_a_sentence() -> None:
    for slip in (
        {}, {"pods": 3}, {"pods": []}, {"pods": [1, 2], "containers": [1]}, {"pod": [1]},
        {"pods": ["many"]}, {"containers": [0]}, {"containers": [10**9]}, {"disk_latency": [1e9]},
    ):  # fmt: skip
        assert repr(lab.runtime_costs(**slip)).startswith("Nothing was played: one setting")
