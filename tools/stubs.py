"""Write the type stubs of the native core from the built module, or tell whether they still describe it.

Usage: tools/stubs.py            write python/tradewind/_core/*.pyi
       tools/stubs.py --check    print the difference and fail when they are out of date

The stubs are generated, because a checker that reads only names at run time cannot see a wrong argument type in a
hand-written stub. The folder holds no __init__.py, so at run time the extension module of the same name wins.
"""

import argparse
import difflib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

MODULE = "tradewind._core"
STUBS = Path(__file__).parents[1] / "python" / "tradewind" / "_core"


def generate() -> dict[str, str]:
    """Return path -> text of every stub of the module as it is installed now."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pybind11_stubgen", "--exit-code", "--output-dir", folder, MODULE]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"pybind11-stubgen could not describe {MODULE}:\n{done.stdout}{done.stderr}")
        return read_stubs(Path(folder, *MODULE.split(".")))


def read_stubs(folder: Path) -> dict[str, str]:
    """Return path below `folder` -> text of every stub in it."""
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.pyi"))
    }


def difference(old: dict[str, str], new: dict[str, str]) -> str:
    """Return a unified diff from `old` to `new`; empty when they are equal."""
    lines: list[str] = []
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name, ""), new.get(name, "")
        lines += difflib.unified_diff(
            before.splitlines(keepends=True),
            after.splitlines(keepends=True),
            f"committed/{name}",
            f"built/{name}",
        )
    return "".join(lines)


def main() -> None:
    """Write the stubs, or compare them with --check."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="compare only; fail on a difference")
    check: bool = parser.parse_args().check
    built = generate()
    if check:
        if drift := difference(read_stubs(STUBS), built):
            raise SystemExit(f"{drift}\nThe stubs do not describe the built core: run tools/stubs.py")
        print(f"{len(built)} stubs describe the built core")
        return
    shutil.rmtree(STUBS, ignore_errors=True)
    for name, text in built.items():
        (STUBS / name).parent.mkdir(parents=True, exist_ok=True)
        (STUBS / name).write_text(text, encoding="utf-8")
    print(f"wrote {len(built)} stubs to {STUBS}")


if __name__ == "__main__":
    main()
