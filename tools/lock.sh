#!/bin/sh
# Resolve the pins anew: requirements/*.txt and binder/requirements.txt.
#   sh tools/lock.sh            the newest versions that fit pyproject.toml
set -eu

resolve() {
    .venv/bin/uv pip compile --quiet --upgrade --universal \
        --generate-hashes --no-annotate --no-emit-index-url --custom-compile-command "make lock" "$@"
}
compile() { resolve --python-version 3.11.0 --extra course --group build "$@" pyproject.toml; }
resolve --python-version 3.12.0 --group site -o requirements/site.txt
compile -o requirements/learn.txt
compile --constraint requirements/learn.txt --extra test --extra cluster --extra postgres -o requirements/test.txt

{
    echo "# Made by: make lock (requirements/learn.txt without its hashes, then this repository)"
    grep -E '^[a-z]' requirements/learn.txt | sed 's/ *\\$//'
    echo .
} > binder/requirements.txt
