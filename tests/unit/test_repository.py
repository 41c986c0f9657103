"""What must hold of the files in the repository, whatever they contain."""

import re
import subprocess
import sys
from pathlib import Path

from support.repository import ROOT, repository_files

_PIN_FILE = re.compile(
    r"(constraints|requirements).*\.txt|(uv|poetry)\.lock|pip\.conf|uv\.toml|\.npmrc|package-lock\.json"
)
_INDEX = re.compile(r"(?<!no-emit-)\bindex-url|find-links|\"resolved\"|tool\.uv\.index")
# The start of a path on somebody's machine. Two halves, so that this line does not match itself.
_MACHINE_PATH = re.compile(r"(?<![\w.:/-])/" + r"(home|Users|root|work|tmp)/(?!somebody\b)\w")


def _text(path: Path) -> str:
    """Return the text of a file; empty for one that is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def _where(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    found = []
    for path in paths:
        for number, line in enumerate(_text(path).splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    return found


def test_pin_files_hold_no_package_index() -> None:
    pins = [path for path in repository_files() if _PIN_FILE.fullmatch(path.name)]
    assert ROOT / "constraints.txt" in pins
    assert _where(re.compile(r"://"), [path for path in pins if path.suffix == ".txt"]) == []
    installers = [path for path in repository_files() if path.parent.name in {"tools", ".ci"}]
    settings = [ROOT / "pyproject.toml", ROOT / "Makefile"]
    assert _where(_INDEX, [*pins, *installers, *settings]) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert _where(_MACHINE_PATH, list(repository_files())) == []


def test_no_file_is_larger_than_one_mebibyte() -> None:
    command = [sys.executable, str(ROOT / "tools" / "large_files.py"), *map(str, repository_files())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_large_file_check_names_the_file_and_the_limit(tmp_path: Path) -> None:
    large = tmp_path / "capture.bin"
    large.write_bytes(bytes(1024 * 1024 + 1))
    command = [sys.executable, str(ROOT / "tools" / "large_files.py"), str(large)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "capture.bin: 1,048,577 bytes, the limit is 1,048,576" in done.stderr


def test_fuzz_corpus_stays_small() -> None:
    corpus = [path for path in repository_files() if path.is_relative_to(ROOT / "tests" / "fuzz" / "corpus")]
    assert len(corpus) <= 200
    assert sum(path.stat().st_size for path in corpus) < 1_000_000


def test_stub_folder_does_not_shadow_the_extension_module() -> None:
    assert not (ROOT / "python" / "tradewind" / "_core" / "__init__.py").exists()


def test_native_core_knows_nothing_of_python() -> None:
    core = [path for path in repository_files() if path.is_relative_to(ROOT / "cpp_core")]
    assert _where(re.compile(r"Python\.h|pybind11|#include <iostream>|\bstd::cout\b"), core) == []
