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
def test_no_generic_top_level_module_of_ours_is_importable(name: str, tmp_path: Path) -> None:
    # Other distributions do install a module called `tests`; what counts is that none comes from this checkout.
    code = (
        "import importlib.util\n"
        f"spec = importlib.util.find_spec({name!r})\n"
        "if spec: print(spec.origin, *(spec.submodule_search_locations or ()), sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    found = [
        line for line in done.stdout.splitlines() if Path(line).is_relative_to(ROOT) and ".venv" not in line
    ]
    assert found == [], f"import {name} works outside the repository"
