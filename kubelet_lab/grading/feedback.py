"""The page a student gets back: one file, no script, nothing from the network."""

from __future__ import annotations

from pathlib import Path

from nbconvert.exporters import HTMLExporter
from traitlets.config import Config, Configurable

TEMPLATES = Path(__file__).parent / "templates"


class FeedbackExporter(HTMLExporter):
    """Shows the answers, what was said about them, and the points in the gradebook."""

    def __init__(self, parent: Configurable, config: Config) -> None:
        # GenerateFeedback names its template for every HTMLExporter; this class's section wins.
        ours = Config(config)
        ours.FeedbackExporter.template_name = "kubelet_feedback"
        ours.FeedbackExporter.extra_template_basedirs = [str(TEMPLATES)]
        super().__init__(parent=parent, config=ours)  # type: ignore[no-untyped-call]
