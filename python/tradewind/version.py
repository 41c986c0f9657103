"""Which code this is: the package's version and a fingerprint of the native core that is loaded."""

import hashlib
import importlib.metadata
from functools import cache
from pathlib import Path

from tradewind import _core


@cache
def code_version() -> str:
    """Return e.g. `0.1.0+core.3f9a2b7c11de`: two builds that differ in the core have different versions."""
    path = Path(str(_core.__file__))
    fingerprint = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return f"{importlib.metadata.version('tradewind')}+core.{fingerprint}"
