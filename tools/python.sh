#!/bin/sh
# Print a Python that can make the course's environment, or say what to type to get one.
# `PYTHON=/path/to/python3.12` overrides the search, `LEAST=12` asks for 3.12 or newer.
set -u

least=${LEAST:-11}
new_enough() { "$1" -c "import sys; sys.exit(sys.version_info < (3, $least))" 2>/dev/null; }

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
    echo "This needs Python 3.$least or newer; found: $(python3 --version 2>/dev/null || echo none)." \
        "Type: sudo apt-get install python3.$least python3.$least-venv (or newer), then again." >&2
fi
exit 1
