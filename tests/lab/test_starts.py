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
