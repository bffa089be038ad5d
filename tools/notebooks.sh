#!/bin/sh
# Run every solution notebook anew and compare its outputs with the recorded ones (nbval).
set -eu

set -- solutions/*/*.ipynb
[ -e "$1" ] || exit 0 # none built yet
# loadscope: one notebook stays with one worker, or its cells would meet the wrong kernel
exec .venv/bin/python -m pytest --nbval -n auto --dist loadscope -o filterwarnings=default "$@"
