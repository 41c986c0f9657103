#!/usr/bin/env bash
# Resolve every extra again and write constraints.txt: versions only, no index and no file host, so that the pins
# work with whatever package index this machine is configured for. Start from the present pins: `--upgrade` (or
# `--upgrade-package NAME`) moves them.
set -euo pipefail
cd "$(dirname "$0")/.."

cache=$(mktemp -d)     # a warm cache remembers one index's answers and would leak them into the result
trap 'rm -rf "$cache"' EXIT

echo uv | UV_CACHE_DIR="$cache" .venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
    --no-header --no-annotate --no-emit-index-url --all-extras "$@" \
    --output-file constraints.txt pyproject.toml - >/dev/null

if grep -nE '://|^-' constraints.txt; then
    echo "tools/lock.sh: constraints.txt must hold nothing but pins" >&2
    exit 1
fi
echo "constraints.txt: $(grep -c '==' constraints.txt) pins"
