#!/bin/sh
# Resolve the pins anew: requirements/*.txt and binder/requirements.txt.
#   sh tools/lock.sh            the newest versions that fit pyproject.toml
set -eu

compile() {
    .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11.0 \
        --generate-hashes --no-annotate --no-emit-index-url --custom-compile-command "make lock" \
        --extra course --group build "$@" pyproject.toml
}
compile -o requirements/learn.txt
compile --constraint requirements/learn.txt --extra test --extra cluster --extra postgres -o requirements/test.txt

{
    echo "# Made by: make lock (requirements/learn.txt without its hashes, then this repository)"
    grep -E '^[a-z]' requirements/learn.txt | sed 's/ *\\$//'
    echo .
} > binder/requirements.txt
