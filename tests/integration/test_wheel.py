"""The built wheel: what it exposes, how large it and its dependencies are, and what importing it pulls in."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from support.repository import ROOT, project

_MEBIBYTE = 1024 * 1024
# A find_package call on a disabled package fails, so a wheel that builds like this needs none of them.
_WITHOUT_TEST_TOOLS = [
    "-Ccmake.define.CMAKE_DISABLE_FIND_PACKAGE_GTest=ON",
]


def _run(*command: str | Path, cwd: Path = ROOT) -> str:
    """Run a command, return what it printed, fail with all of its output."""
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.args}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that `pip install .` would install, built without GoogleTest and Node."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), *_WITHOUT_TEST_TOOLS]
    _run(sys.executable, "-m", "pip", "wheel", *options, ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment that holds the wheel and its base dependencies, nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    _run(sys.executable, "-m", "venv", folder)
    uv = shutil.which("uv", path=str(Path(sys.executable).parent))
    python = folder / "bin" / "python"
    installer = (
        [uv, "pip", "install", "--python", str(python)] if uv else [str(python), "-m", "pip", "install"]
    )
    _run(*installer, "-c", ROOT / "constraints.txt", wheel)
    return folder


def test_wheel_exposes_only_tradewind(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    top = {name.split("/")[0] for name in names}
    assert top == {"tradewind", f"tradewind-{project()['project']['version']}.dist-info"}


def test_wheel_carries_core_stubs_and_type_markers(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if name.startswith("tradewind/_core.") and name.endswith(".so")]
    assert "tradewind/_core/__init__.pyi" in names
    assert {f"tradewind/{layer}py.typed" for layer in ("", "strategy/", "oms/", "control_api/")} <= set(names)
    assert "tradewind/__init__.py" not in names


def test_wheel_is_at_most_10_megabytes(wheel: Path) -> None:
    assert wheel.stat().st_size <= 10 * _MEBIBYTE


def test_base_install_is_at_most_150_megabytes(installed: Path) -> None:
    (packages,) = installed.glob("lib/python3*/site-packages")
    counted = [
        path
        for path in packages.rglob("*")
        if path.is_file()
        and path.suffix != ".pyc"
        and path.relative_to(packages).parts[0].split("-")[0] not in {"pip", "setuptools", "pkg_resources"}
    ]
    assert sum(path.stat().st_size for path in counted) <= 150 * _MEBIBYTE


def test_importing_the_book_pulls_in_numpy_alone(installed: Path, tmp_path: Path) -> None:
    probe = (
        "import sys; before = set(sys.modules); import tradewind.book;"
        "print(*sorted({name.split('.')[0] for name in set(sys.modules) - before} - sys.stdlib_module_names))"
    )
    third_party = set(_run(installed / "bin" / "python", "-c", probe, cwd=tmp_path).split())
    assert {name for name in third_party if not name.startswith("_")} == {"numpy", "tradewind"}


def test_command_line_help_works_with_the_base_install(installed: Path, tmp_path: Path) -> None:
    shown = _run(installed / "bin" / "tradewind", "--help", cwd=tmp_path)
    for command in project()["project"]["entry-points"]["tradewind.commands"]:
        assert command in shown
    assert "needs the extra" not in shown


@pytest.mark.parametrize("extra", sorted(project()["project"]["optional-dependencies"]))
def test_every_extra_resolves_within_the_pins(extra: str) -> None:
    uv = shutil.which("uv", path=str(Path(sys.executable).parent))
    installer = (
        [uv, "pip", "install", "--python", sys.executable] if uv else [sys.executable, "-m", "pip", "install"]
    )
    listed = _run(sys.executable, ROOT / "tools" / "requirements.py", extra)
    _run(*installer, "--dry-run", "--quiet", "-c", ROOT / "constraints.txt", *listed.split())
