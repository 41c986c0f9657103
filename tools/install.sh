#!/usr/bin/env bash
# Install into .venv, within the pins of constraints.txt, what tools/requirements.py prints for the same arguments.
set -euo pipefail
cd "$(dirname "$0")/.."

list=$(mktemp)
trap 'rm -f "$list"' EXIT
.venv/bin/python tools/requirements.py "$@" >"$list"

if [ -x .venv/bin/uv ]; then
    .venv/bin/uv pip install --quiet --python .venv/bin/python -c constraints.txt -r "$list"
else
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -r "$list"
fi
