"""Make the site: `python tools/site/build.py` writes build/site, which any web server can serve.

build/site/           the book: the lessons as pages; sliders show what was computed beforehand
build/site/lab/       JupyterLite: the same lessons run in the browser alone, nothing to install

Needs Python 3.12 (JupyterLite's own limit), npm (Pyodide comes as an npm package; npm checks it
against its registry, `SHA256` against what was tried), and requirements/site.txt.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from pages import write_pages

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
WORK, SITE = ROOT / "build" / "site-work", ROOT / "build" / "site"
PYODIDE = "pyodide@314.0.6"
SHA256 = "d78ac549b28a2a58600cd06f44e017024151775f8c6b2d73fab1475400d38ea2"
RUNTIME = (
    "pyodide.mjs",
    "pyodide.js",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "package.json",
)
LESSONS_NEED = ["anywidget", "ipywidgets", "networkx"]  # of the extra `course`, what lab imports


def main() -> None:
    """Make all of it anew."""
    for folder in (WORK, SITE):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    book()
    lab()
    size = sum(path.stat().st_size for path in SITE.rglob("*") if path.is_file())
    print(f"{SITE.relative_to(ROOT)}: {size / 1e6:.0f} MB")


def book() -> None:
    """The lessons as pages."""
    pages = WORK / "book"
    write_pages(ROOT, pages)
    shutil.copy(HERE / "book" / "conf.py", pages)
    (pages / "static").mkdir()
    for name in ("frames.css", "frames.js"):
        shutil.copy(HERE / "book" / name, pages / "static")
    run(sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", pages, SITE)
    shutil.rmtree(SITE / ".doctrees", ignore_errors=True)


def lab() -> None:
    """JupyterLite, with Pyodide, the engine and the lessons in it."""
    lite = WORK / "lite"
    shutil.copytree(ROOT / "course", lite / "files")
    for config in ("jupyter-lite.json", "jupyter_lite_config.json"):
        shutil.copy(HERE / config, lite)
    pyodide(lite / "static" / "pyodide")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", lite / "wheels", cwd=ROOT)
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--output-dir", SITE / "lab"]
    run(*command, cwd=lite)
    lock = SITE / "lab" / "static" / "pyodide-lock" / "pyodide-lock.json"
    known = json.loads(lock.read_text())
    known["packages"]["kubelet-lab"]["depends"] += LESSONS_NEED
    lock.write_text(json.dumps(known))


def pyodide(into: Path) -> None:
    """The Python that runs in a browser, without its packages: the lock brings ours."""
    run("npm", "pack", "--silent", PYODIDE, cwd=WORK)
    archive = next(WORK.glob("pyodide-*.tgz"))
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != SHA256:
        sys.exit(f"{archive.name}: its SHA-256 is {found}, expected {SHA256}")
    shutil.unpack_archive(archive, WORK)
    into.mkdir(parents=True)
    for name in RUNTIME:
        shutil.copy(WORK / "package" / name, into)
    lock = json.loads((WORK / "package" / "pyodide-lock.json").read_text())
    (into / "pyodide-lock.json").write_text(json.dumps(lock | {"packages": {}}))


def run(*command: str | Path, cwd: Path = ROOT) -> None:
    """Run a step; what it prints is shown when it fails."""
    print(Path(command[0]).name, *command[1:])
    env = os.environ | {"UV_SYSTEM_CERTS": "true"}  # uv, within JupyterLite's build, as pip does
    done = subprocess.run(
        command,
        cwd=cwd,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\nmake site: that step failed, exit code {done.returncode}")


if __name__ == "__main__":
    main()
