"""The files of a watched folder can be given away as code."""

from pathlib import Path

import pytest

from kubelet_lab.panels.folder_panel import NO_FILES, FolderPanel, as_code

FILES = {
    "a.yaml": "kind: Pod\nmetadata: {name: a}\n",
    "quoted.yaml": 'kind: "Pod"\n',
    "unended.yaml": "kind: Pod",
    "windows.yaml": "kind: Pod\r\npath: C:\\n\n",
}


def test_the_code_writes_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there, here = tmp_path / "there" / "manifests", tmp_path / "here" / "manifests"
    for folder in (there, here):
        folder.mkdir(parents=True)
    for name, text in FILES.items():
        (there / name).write_bytes(text.encode())
    (there / ".swp").write_text("half a file")
    (there / "picture.yaml").write_bytes(b"\xff\xfe")
    monkeypatch.chdir(here.parent)
    exec(as_code(there), {})  # noqa: S102 - the code is what is tested
    assert {path.name: path.read_bytes().decode() for path in here.iterdir()} == FILES


def test_a_file_looks_as_one_would_type_it(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FILES["a.yaml"])
    assert as_code(tmp_path) == (
        "from pathlib import Path\n\n"
        f'Path("{tmp_path.name}", "a.yaml").write_text("""\\\n{FILES["a.yaml"]}""");\n'
    )


def test_an_empty_folder_and_one_that_is_gone_say_so(tmp_path: Path) -> None:
    assert as_code(tmp_path) == as_code(tmp_path / "gone") == NO_FILES


def test_the_panel_keeps_it_current(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FILES["a.yaml"])
    panel = FolderPanel(tmp_path)
    panel.node.stop()
    assert '"a.yaml"' in panel.line.text
