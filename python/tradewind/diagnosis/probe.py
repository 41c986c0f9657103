"""The doctor's only window on the machine, so that its checks can be run against a constructed one."""

import importlib.util
import shutil
import socket
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path


def run_command(command: Sequence[str]) -> str | None:
    """Return what a program printed, or None when it is absent, fails or takes longer than five seconds."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def can_connect(host: str, port: int) -> bool:
    """Tell whether something accepts TCP connections there, within 0.2 s."""
    try:
        with socket.create_connection((host, port), timeout=0.2):
            return True
    except OSError:
        return False


def has_module(name: str) -> bool:
    """Tell whether a top-level module is installed, without importing it."""
    return importlib.util.find_spec(name) is not None


@dataclass(frozen=True, slots=True)
class Probe:
    """Files below `root`, programs, ports and modules of the machine under examination."""

    root: Path = Path("/")
    run: Callable[[Sequence[str]], str | None] = run_command
    which: Callable[[str], str | None] = shutil.which
    connect: Callable[[str, int], bool] = can_connect
    module: Callable[[str], bool] = field(default=has_module)

    def text(self, path: str) -> str | None:
        """Return a file's text without surrounding white space, or None when it cannot be read."""
        try:
            return (self.root / path.lstrip("/")).read_text(errors="replace").strip()
        except OSError:
            return None

    def glob(self, pattern: str) -> list[Path]:
        """List the paths that match, sorted."""
        return sorted(self.root.glob(pattern.lstrip("/")))
