"""Refuse files over 1 MiB: generated data, builds and captures stay out of the repository.

Usage: tools/large_files.py FILE ...
"""

import sys
from pathlib import Path

LIMIT_BYTES = 1024 * 1024


def main() -> None:
    """Name every file over the limit; exit 1 when there is one."""
    large = [path for path in map(Path, sys.argv[1:]) if path.is_file() and path.stat().st_size > LIMIT_BYTES]
    for path in large:
        print(f"{path}: {path.stat().st_size:,} bytes, the limit is {LIMIT_BYTES:,}", file=sys.stderr)
    sys.exit(bool(large))


if __name__ == "__main__":
    main()
