"""What belongs to the repository, with or without git, and what its Makefile and documents name."""

import os
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_MADE_HERE = {"build", "dist", "runs", "node_modules", "__pycache__"}  # and hidden folders other than .ci


@cache
def repository_files() -> tuple[Path, ...]:
    """Return every file that is tracked or would be added; without git, every file that no tool made."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0 and (ROOT / ".git").exists():
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        paths = []
        for folder, folders, names in os.walk(ROOT):
            folders[:] = [
                name for name in folders if name not in _MADE_HERE and (name == ".ci" or name[0] != ".")
            ]
            paths += [Path(folder, name) for name in names]
    return tuple(sorted(path for path in paths if path.is_file()))


def documents() -> list[Path]:
    """Return the project's Markdown files."""
    return [path for path in repository_files() if path.suffix == ".md"]


@cache
def project() -> dict[str, Any]:
    """Return pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def make_targets() -> frozenset[str]:
    """Return the targets that the Makefile declares as commands."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return frozenset(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())  # type: ignore[index]


def code_in(document: Path) -> list[str]:
    """Return the code of a Markdown file: each line of a fenced block and each inline span, prompts removed."""
    text = document.read_text(encoding="utf-8")
    fenced = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    lines = [line for block in fenced for line in block.splitlines()]
    return [line.strip().removeprefix("$ ") for line in [*lines, *re.findall(r"`([^`\n]+)`", prose)]]
