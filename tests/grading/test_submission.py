import json
import os
import threading
from pathlib import Path

import pytest

from kubelet_lab.grading.plain_files import MAX_BYTES
from kubelet_lab.grading.submission import Submission, SubmittedCell, read_submission, submission

NO_CELLS = "The file is not a notebook of format 4: it has no cells."


def test_a_cell_is_its_id_its_kind_and_its_text() -> None:
    cells = [
        {"id": "a", "cell_type": "code", "source": ["x = 1\n", "y"], "outputs": [{"data": "!"}]},
        {"cell_type": "markdown", "source": "words", "metadata": {"nbgrader": {"points": 99}}},
    ]
    expected = (SubmittedCell("a", "code", "x = 1\ny"), SubmittedCell("", "markdown", "words"))
    assert submission({"cells": cells}) == Submission(expected)


@pytest.mark.parametrize(
    "notebook",
    [None, [], "text", 7, {}, {"cells": None}, {"cells": {}}, {"worksheets": [{"cells": []}]}],
)
def test_what_is_no_notebook_is_refused_with_a_reason(notebook: object) -> None:
    assert submission(notebook).refused == NO_CELLS


def test_odd_cells_do_no_harm() -> None:
    cells = [None, 1, [], {}, {"source": 3}, {"source": [1, "a", None]}, {"source": {"x": 1}}]
    assert [cell.text for cell in submission({"cells": cells}).cells] == ["", "", "a", ""]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"{nope", "not JSON"),
        (b"", "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"cells": ' + b"9" * 5_000 + b"}", "not JSON"),
        (b"{}", "has no cells"),
        (b" " * (MAX_BYTES + 1), "more than 20 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "book.ipynb"
    path.write_bytes(content)
    assert reason in read_submission(path).refused


def test_a_notebook_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "book.ipynb"
    path.write_text("\ufeff" + json.dumps({"cells": []}), encoding="utf-8")
    assert read_submission(path) == Submission()


def test_a_link_a_pipe_and_a_folder_are_not_opened(tmp_path: Path) -> None:
    secret, link, pipe = tmp_path / "secret", tmp_path / "link", tmp_path / "pipe"
    secret.write_text('{"cells": []}')
    link.symlink_to(secret)
    os.mkfifo(pipe)
    for path in (link, pipe, tmp_path):
        assert read_submission(path).refused.startswith("The file cannot be read"), path


def test_a_missing_notebook_names_what_is_there_instead(tmp_path: Path) -> None:
    missing = tmp_path / "05_checkout.ipynb"
    said = "There is no file `05_checkout.ipynb` in what was handed in."
    assert read_submission(missing).refused == said
    (tmp_path / "05_checkout (1).ipynb").write_text("{}")
    assert read_submission(missing).refused == f"{said} There is `05_checkout (1).ipynb`."


def test_a_file_that_is_swapped_while_it_is_read_is_never_the_one_behind_a_link(
    tmp_path: Path,
) -> None:
    path, secret = tmp_path / "book.ipynb", tmp_path / "secret"
    secret.write_text('{"cells": [{"source": "secret"}]}')
    path.write_text("{}")
    over = threading.Event()

    def swap() -> None:
        while not over.is_set():
            for name in ("link", "plain"):
                other = tmp_path / name
                other.write_text('{"cells": []}') if name == "plain" else other.symlink_to(secret)
                other.replace(path)

    swapper = threading.Thread(target=swap)
    swapper.start()
    found = {read_submission(path) for _ in range(500)}
    over.set()
    swapper.join()
    said = {one.refused for one in found}
    assert said <= {"", "The file cannot be read: it is a link.", NO_CELLS}
    assert all(one.cells == () for one in found)
