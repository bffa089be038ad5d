"""A notebook that is opened again shows its stills, not "model not found".

An output of ours is a widget beside its still. The widget lives in the kernel; when that is gone,
JupyterLab would still try to show it, and say that it cannot. So a notebook that no kernel belongs
to is handed out without its widgets, and JupyterLab shows what is left. The file stays as it is
until it is saved. `ServerApp.contents_manager_class` is the documented place (see `jupyter/`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


class Stills(AsyncLargeFileManager):
    """Hands out notebooks as Jupyter does, but no widget without the kernel that it lived in."""

    async def get(self, path: str, *args: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - Jupyter's own
        """Answer as the parent does; a notebook without a session has its widgets taken out."""
        model: dict[str, Any] = await super().get(path, *args, **kwargs)  # type: ignore[no-untyped-call]
        if model["type"] == "notebook" and model["content"] and not await self._lives(path):
            without_widgets(model["content"])
        return model

    async def _lives(self, path: str) -> bool:
        """Whether a kernel runs for this notebook, as far as the server knows."""
        assert self.parent is not None  # noqa: S101 - the server made this
        lives: bool = await self.parent.session_manager.session_exists(path.strip("/"))
        return lives


def without_widgets(notebook: dict[str, Any]) -> None:
    """Take out each widget that has something beside it, unless the notebook saved its state."""
    if "widgets" in notebook["metadata"]:
        return
    for data in _shown(notebook):
        if len(data) > 1:
            data.pop(WIDGET_VIEW, None)


def _shown(notebook: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            yield output.get("data", {})
