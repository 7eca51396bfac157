#!/bin/sh
# Print the path of a Python interpreter that runs: `find_python.sh 3.12` of that version, `find_python.sh` of any
# supported one. Looks at $PYTHON, then $PYTHONS, then PATH, then the versions that pyenv holds, if it is there.
# A file on PATH is not enough: version managers put stand-ins there that fail for versions not switched on.
set -u

wanted=${1:-}
probe='
import sys
wanted = sys.argv[1] or "3.11 3.12 3.13"
import venv
try:
    import ensurepip
except ImportError:
    import pip
if "%d.%d" % sys.version_info[:2] not in wanted.split():
    sys.exit(1)
print(sys.executable)
'

try() {
    if found=$("$1" -c "$probe" "$wanted" 2>/dev/null) && [ -n "$found" ]; then
        echo "$found"
        exit 0
    fi
}

if [ -z "$wanted" ] && [ -n "${PYTHON:-}" ]; then
    try "$PYTHON"
    echo "PYTHON=$PYTHON is not an interpreter that negsim can use: it needs Python 3.11, 3.12 or 3.13 with venv and pip." >&2
    exit 1
fi

for candidate in ${PYTHON:-} ${PYTHONS:-} python3 "python$wanted" python3.13 python3.12 python3.11 python; do
    try "$candidate"
done

if command -v pyenv >/dev/null 2>&1; then
    for version in ${wanted:-3.13 3.12 3.11}; do
        for candidate in "$(pyenv root)/versions/$version"*/bin/python; do
            try "$candidate"
        done
    done
fi

{
    if [ -n "$wanted" ]; then
        echo "No Python $wanted was found that runs: tried python$wanted and python3 on PATH, and pyenv's versions."
        echo "Install it, or say where it is: make check PYTHONS=/path/to/python$wanted"
    else
        echo "negsim needs Python 3.11, 3.12 or 3.13 with venv and pip, and found none of them that runs."
        seen=$(python3 --version 2>/dev/null) && echo "(python3 here is $seen.)"
        echo "Install one, or say where it is: make demo PYTHON=/path/to/python3.12"
    fi
} >&2
exit 1
