#!/bin/sh
# See that the programs tests use are here: install what is missing, or say what to type.
#   sh tools/system.sh chromium:chromium bwrap:bubblewrap     (program:apt package)
# One by one: what a distribution does not have (Ubuntu has no chromium) keeps no other away.
set -u

missing=
for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
[ -z "$missing" ] && exit 0

sudo=
if [ "$(id -u)" != 0 ]; then sudo="sudo -n"; fi
if command -v apt-get >/dev/null 2>&1 && $sudo true 2>/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    $sudo apt-get -qq update
    wanted=$missing missing=
    for package in $wanted; do
        $sudo apt-get -qq install -y --no-install-recommends "$package" >/dev/null ||
            missing="$missing $package"
    done
    [ -z "$missing" ] && exit 0
fi
echo "Tests that need them will be skipped. To run them all: sudo apt-get install$missing" >&2
