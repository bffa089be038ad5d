#!/bin/sh
# Print a Python that can make the course's environment, or say what to type to get one.
# `PYTHON=/path/to/python3.12` overrides the search.
set -u

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# Debian ships venv without ensurepip until python3-venv is installed.
has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

without_venv=
for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    new_enough "$python" || continue
    if has_venv "$python"; then
        command -v "$python"
        exit 0
    fi
    without_venv=${without_venv:-$python}
done

if [ -n "$without_venv" ]; then
    name=$("$without_venv" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    echo "$name is here, but its venv module is not. Type: sudo apt-get install $name-venv" >&2
else
    echo "The course needs Python 3.11 or newer; found: $(python3 --version 2>/dev/null || echo none)." \
        "Type: sudo apt-get install python3.11 python3.11-venv (or newer), then again." >&2
fi
exit 1
