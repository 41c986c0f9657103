"""Print what pyproject.toml asks for, one requirement a line, so that any installer can install it without a build.

Usage: tools/requirements.py [EXTRA ...]      base dependencies and those of the named extras
       tools/requirements.py --build-system   what the package is built with
"""

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

_SELF = re.compile(r"tradewind\[(?P<extras>[^]]*)\]$")


def requirements(project: dict[str, Any], extras: list[str]) -> list[str]:
    """Return the base dependencies followed by those of `extras`; an extra that names other extras is opened."""
    known: dict[str, list[str]] = project["optional-dependencies"]
    found: list[str] = list(project["dependencies"])
    for extra in extras:
        if extra not in known:
            raise SystemExit(f"pyproject.toml has no extra {extra!r}; it has: {', '.join(sorted(known))}")
        for requirement in known[extra]:
            if inner := _SELF.match(requirement):
                found += requirements(project, inner["extras"].split(","))
            else:
                found.append(requirement)
    return list(dict.fromkeys(found))


def main() -> None:
    """Read pyproject.toml beside this folder and print the requirements asked for."""
    settings = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    if sys.argv[1:] == ["--build-system"]:
        # CMake and Ninja are taken from the package index when the system has none that is new enough; here always,
        # so that every machine builds with the same ones.
        print("\n".join([*settings["build-system"]["requires"], "cmake", "ninja"]))
    else:
        print("\n".join(requirements(settings["project"], sys.argv[1:])))


if __name__ == "__main__":
    main()
