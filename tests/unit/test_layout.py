"""Five source folders install as one namespace package, and nothing else becomes importable."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("python", "strategy", "oms", "control_api")


@pytest.mark.parametrize("layer", LAYERS)
def test_a_namespace_folder_has_no_init_file(layer: str) -> None:
    folder = ROOT / layer / "tradewind"
    assert folder.is_dir()
    assert not (folder / "__init__.py").exists()
    assert (folder / ("" if layer == "python" else layer) / "py.typed").exists()


@pytest.mark.parametrize("layer", LAYERS)
def test_every_other_folder_with_modules_is_a_package(layer: str) -> None:
    top = ROOT / layer / "tradewind"
    # Migration scripts are read by path, not imported.
    folders = {path.parent for path in top.rglob("*.py")} - {top, top / layer / "migrations" / "versions"}
    assert sorted(folder for folder in folders if not (folder / "__init__.py").exists()) == []


@pytest.mark.parametrize("name", ["strategy", "oms", "control_api", "python", "bindings", "tests", "support"])
def test_no_generic_top_level_module_is_importable(name: str, tmp_path: Path) -> None:
    code = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({name!r}) is not None)"
    done = subprocess.run([sys.executable, "-I", "-c", code], cwd=tmp_path, check=False, capture_output=True)
    assert done.returncode == 0, f"import {name} works outside the repository"
