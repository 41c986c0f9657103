"""Where the reference data lies that tests may read but that never becomes part of the project."""

from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def shared_path(relative: str) -> Path:
    """Return the path below the reference folder beside the checkout, or skip the calling test."""
    path = _SHARED / relative
    if not path.exists():
        pytest.skip(f"reference data absent: ../shared/{relative}")
    return path
