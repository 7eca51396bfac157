#!/bin/sh
# Make a virtual environment, unless a usable one is there, and install this checkout into it, editable.
#   environment.sh DIRECTORY WHAT [VERSION]        environment.sh .venv-3.12 '.[dev]' 3.12
# pip reports errors only; the first install takes a minute or two.
set -eu

directory=$1 what=$2 version=${3:-}

usable='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'
if ! { "$directory/bin/python" -c "$usable" && "$directory/bin/python" -m pip --version; } >/dev/null 2>&1; then
    python=$(sh "$(dirname "$0")/find_python.sh" $version)
    # Some distributions ship Python without ensurepip; there the interpreter's own pip can install into the new place.
    "$python" -m venv --clear "$directory" >/dev/null 2>&1 || {
        "$python" -m venv --clear --without-pip "$directory"
        "$python" -m pip --python "$directory/bin/python" install -qq --disable-pip-version-check pip
    }
fi

echo "Installing negsim and what it needs into $directory ($("$directory/bin/python" --version)) ..." >&2
"$directory/bin/python" -m pip install -qq --disable-pip-version-check --editable "$what"
