"""A figure to show where no widget is: a cell's result, a page without a kernel."""

from __future__ import annotations

from dataclasses import dataclass

from kubelet_lab.figures.palette import Figure
from kubelet_lab.figures.svg import to_svg


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure that displays itself as a still, with its words beside it."""

    figure: Figure

    @property
    def words(self) -> str:
        """Title and alternative text: the figure for a reader who cannot see it."""
        words: str = self.figure["layout"]["meta"]["alt"]
        return words

    def __repr__(self) -> str:
        return self.words

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """The same text each time: notebooks are compared byte by byte."""
        return {"text/plain": self.words, "image/svg+xml": to_svg(self.figure)}
