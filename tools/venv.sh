#!/bin/sh
# Install the pinned packages of one lock into .venv, and this repository; or into another folder.
#   sh tools/venv.sh requirements/learn.txt
#   LEAST=12 sh tools/venv.sh requirements/site.txt .venv-site       (the packages alone)
# pip and its own configuration decide where wheels come from; the lock decides which ones.
set -eu
venv=${2:-.venv}

if ! "$venv"/bin/python -m pip --version >/dev/null 2>&1; then # absent, or left half made
    python=$(sh tools/python.sh)
    echo "Making $venv with $("$python" --version) ..."
    "$python" -m venv --clear "$venv"
fi
echo "Installing $(grep -c '==' "$1") pinned packages; the first time this takes a minute or two ..."
pip() { "$venv"/bin/python -m pip --disable-pip-version-check --quiet "$@"; }
pip install --require-hashes -r "$1"
[ "$venv" != .venv ] || pip install --no-deps --no-build-isolation -e .
