#!/bin/sh
# The long suite behind `make check`: lint, types and every test on the oldest Python, the normal tests on the others,
# the notebooks. Stops at the first failure. The last line of output sums up.
set -u
cd "$(dirname "$0")/.." || exit 1

versions="3.11 3.12 3.13"
oldest=.venv-3.11/bin
make=${MAKE:-make}
start=$(date +%s)

minutes() { echo $((($(date +%s) - start + 59) / 60)); }

step() {
    name=$1
    shift
    printf '\n== %s\n' "$name"
    "$@" || {
        echo "check: FAILED at $name, after $(minutes) min"
        exit 1
    }
}

missing=
for version in $versions; do
    sh tools/find_python.sh "$version" >/dev/null || missing="$missing $version"
done
[ -z "$missing" ] || {
    echo "check: FAILED, no interpreter for Python$missing"
    exit 1
}

for version in $versions; do
    step "environment for $version" "$make" ".venv-$version/.dev"
done
step "ruff" "$oldest/ruff" check
step "ruff format" "$oldest/ruff" format --check
step "mypy" "$oldest/mypy"
for version in $versions; do
    if [ "$version" = 3.11 ]; then which="slow or not slow"; else which="not slow"; fi
    step "tests on $version ($which)" ".venv-$version/bin/python" -m pytest -q -n "${WORKERS:-2}" --dist worksteal --durations 10 -m "$which"
done
step "notebooks" "$oldest/python" tools/run_notebooks.py

echo
echo "check: passed on $(echo $versions | sed 's/ /, /g') in $(minutes) min"
