"""docs/capabilities.md tells the truth: every command, name, route and test in its table exists."""

import ast
import importlib
import importlib.metadata
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.repository import ROOT, repository_files

PAGE = ROOT / "docs" / "capabilities.md"
_TEST_ID = re.compile(r"(?P<path>tests/[\w./-]+)::(?P<name>[\w.]+)")
_CPP_TEST = re.compile(r"^\s*(?:TEST|TEST_F|TEST_P|TYPED_TEST)\(\s*(\w+)\s*,\s*(\w+)\s*\)", re.MULTILINE)
_ROUTE = re.compile(r"(?:GET|POST|PUT|PATCH|DELETE) (/\S+)")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    requirement: str
    what: str
    where: str
    shown_by: str


def rows() -> list[Row]:
    """Return the rows of the table, without its heading."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| R")]
    found = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    assert found, "no row begins with a requirement number"
    assert all(len(cells) == 4 for cells in found), [cells for cells in found if len(cells) != 4]
    return [Row(*cells) for cells in found]


def _code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


ROWS = rows() if PAGE.exists() else []


def _id(row: Row) -> str:
    return f"{row.requirement} {row.what}"[:60]


def _python_test_exists(path: Path, name: str) -> bool:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return name in {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def _cpp_test_exists(path: Path, name: str) -> bool:
    tests = {f"{suite}.{case}" for suite, case in _CPP_TEST.findall(path.read_text(encoding="utf-8"))}
    return name in tests


def test_the_page_covers_what_is_built() -> None:
    assert {"R126", "R196", "R200", "R201", "R204", "R205", "R206", "R213", "R214"} <= {
        row.requirement.split()[0] for row in ROWS
    }


@pytest.mark.parametrize("row", ROWS, ids=_id)
def test_every_test_named_exists(row: Row) -> None:
    named = _TEST_ID.findall(row.shown_by)
    assert named, "a capability without a test"
    for relative, name in named:
        path = ROOT / relative
        assert path.is_file(), relative
        exists = _python_test_exists if path.suffix == ".py" else _cpp_test_exists
        assert exists(path, name), f"{relative}::{name}"


@pytest.mark.parametrize("row", ROWS, ids=_id)
def test_everything_a_user_reaches_exists(row: Row) -> None:
    named = _code(row.where)
    assert named, "a capability that nobody can reach"
    for code in named:
        _assert_reachable(code)


def _sources(under: str) -> str:
    """Return the Python text of one layer, joined."""
    paths = [
        path for path in repository_files() if path.is_relative_to(ROOT / under) and path.suffix == ".py"
    ]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def _assert_reachable(code: str) -> None:
    """Fail unless `code` is a command, a route, a setting or a public Python name that exists."""
    words = code.split()
    if words[0] == "tradewind":
        commands = {entry.name for entry in importlib.metadata.entry_points(group="tradewind.commands")}
        assert words[1] in commands, code
    elif route := _ROUTE.fullmatch(code):
        assert f'"{route[1]}"' in _sources("control_api"), code
    elif code.startswith("TRADEWIND_"):
        field = code.removeprefix("TRADEWIND_").lower()
        assert re.search(rf"\b{field}: ", _sources("python")), code
    else:
        module, _, name = code.rpartition(".")
        assert module.split(".")[0] == "tradewind", f"not a command, route, setting or Python name: {code}"
        assert hasattr(importlib.import_module(module), name), code


def test_a_name_that_does_not_exist_is_refused() -> None:
    with pytest.raises(AssertionError):
        _assert_reachable("tradewind nosuchcommand")
    with pytest.raises(AssertionError):
        _assert_reachable("GET /api/v1/nosuchroute")
