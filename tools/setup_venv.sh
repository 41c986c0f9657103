#!/usr/bin/env bash
# Make .venv with the tools that build the package. uv is used where it installs and reaches the package index (it
# reads its own settings, not pip's); otherwise it is removed again and everything goes through pip.
set -euo pipefail
cd "$(dirname "$0")/.."

[ -x .venv/bin/python ] || "${PYTHON:-python3}" -m venv .venv

if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv ||
    ! tools/install.sh --build-system; then
    echo "uv cannot be used here: going on with pip" >&2
    .venv/bin/python -m pip uninstall --quiet --yes uv
    tools/install.sh --build-system
fi
