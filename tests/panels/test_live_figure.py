"""The widget's Python half: what is sent, what is displayed, what a notebook keeps."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from checkout_story import checkout

from kubelet_lab.figures.picture import Picture
from kubelet_lab.figures.sizes import NARROW_PX
from kubelet_lab.figures.text import FONT_FACES
from kubelet_lab.figures.timeline import timeline
from kubelet_lab.panels.live_figure import STATIC, WIDGET_VIEW, LiveFigure

MOST_STATE = 60_000  # bytes; plotly.js alone has 1.2 million


@pytest.fixture
def live() -> LiveFigure:
    return LiveFigure(timeline(checkout()))


def test_a_display_holds_the_widget_and_its_still(live: LiveFigure) -> None:
    data, _ = live._repr_mimebundle_()
    assert set(data) == {WIDGET_VIEW, "image/svg+xml", "text/plain"}
    assert data[WIDGET_VIEW]["model_id"] == live.model_id


def test_what_notebooks_compare_is_the_same_each_time() -> None:
    def shown() -> dict[str, Any]:
        data, _ = LiveFigure(timeline(checkout()))._repr_mimebundle_()
        return {kind: text for kind, text in data.items() if kind != WIDGET_VIEW}

    assert shown() == shown() == Picture(timeline(checkout()))._repr_mimebundle_()


def test_no_object_addresses_in_a_display(live: LiveFigure) -> None:
    data, _ = live._repr_mimebundle_()
    assert "0x" not in data["text/plain"] + repr(Picture(live.figure))


def test_the_library_is_never_part_of_the_state(live: LiveFigure) -> None:
    assert len(json.dumps(live.get_state(), default=str)) < MOST_STATE


def test_the_library_is_sent_to_whom_it_asks(
    live: LiveFigure, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[Any, Any]] = []
    monkeypatch.setattr(live, "send", lambda content, buffers=None: sent.append((content, buffers)))
    live._handle_custom_msg({"kind": "something else"}, [])  # noqa: SLF001 - what a browser would call
    live._handle_custom_msg({"kind": "plotly.js"}, [])  # noqa: SLF001 - what a browser would call
    [(content, [bundle])] = sent
    assert content == {"kind": "plotly.js"}
    assert gzip.decompress(bundle) == (STATIC / "plotly-basic.min.js").read_bytes()
    assert len(bundle) < 450_000


def test_the_library_is_the_one_we_checked() -> None:
    expected, name = (STATIC / "plotly-basic.sha256").read_text().split()
    assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == expected


def test_the_narrowest_figure_is_as_narrow_as_words_allow() -> None:
    assert f"min-width: {NARROW_PX}px" in (STATIC / "live_figure.css").read_text()


def test_live_figures_and_stills_narrow_the_same_fonts() -> None:
    css = (STATIC / "live_figure.css").read_text()
    told = re.findall(r"local\(.*?\)|size-adjust: ?\d+%", css)
    stills = re.findall(r"local\(.*?\)|size-adjust: ?\d+%", FONT_FACES)
    assert sorted(one.replace(" ", "") for one in told) == sorted(
        one.replace(" ", "") for one in stills
    )


def test_a_panel_needs_no_plotly_for_python() -> None:
    code = (
        "import sys; from checkout_story import simulate_readiness as s;"
        "from kubelet_lab.panels.probe_panel import probe_panel;"
        "probe_panel(s, 'readiness', title='?')._repr_mimebundle_();"
        "print('plotly' in sys.modules, sys.modules['rfc3987_syntax'])"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join(sys.path), "HOME": str(Path.home())},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["False", "None"]
