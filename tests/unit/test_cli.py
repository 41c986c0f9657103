"""The command line: lazy sub-commands, one-line errors, quick help."""

import importlib.metadata
import json
import logging
import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest
import structlog
import typer
from typer.testing import CliRunner

from tradewind.cli import GROUP, app
from tradewind.errors import TradewindError
from tradewind.extras import EXTRAS, extra_of
from tradewind.logs import configure

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "numpy",
    "sqlalchemy",
    "alembic",
    "fastapi",
    "pydantic_settings",
    "structlog",
    "zmq",
    "rich",
    "tradewind._core",
)
runner = CliRunner()

single = typer.Typer()


@single.command()
def one(name: str = "nobody") -> None:
    """Say a name."""
    typer.echo(f"one {name}")


several = typer.Typer()


@several.command()
def left() -> None:
    """Go left."""
    typer.echo("left")


@several.command()
def right() -> None:
    """Go right."""


failing = typer.Typer()


@failing.command()
def fail(how: str) -> None:
    """Fail in one of several ways."""
    if how == "known":
        raise TradewindError("feed day.itch: truncated at byte 17")
    if how == "extra":
        raise ModuleNotFoundError("No module named 'fastapi'", name="fastapi.responses")
    if how == "module":
        raise ModuleNotFoundError("No module named 'nothing'", name="nothing")
    raise ZeroDivisionError("a bug")


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put constructed sub-commands in the place of the installed ones."""
    here = __name__
    sys.modules.setdefault(here, sys.modules[__name__])
    entries = EntryPoints(
        [
            EntryPoint("single", f"{here}:single", GROUP),
            EntryPoint("several", f"{here}:several", GROUP),
            EntryPoint("failing", f"{here}:failing", GROUP),
            EntryPoint("server", "uvicorn_is_not_here:app", GROUP),
            EntryPoint("broken", f"{here}:absent", GROUP),
        ]
    )
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **wanted: entries.select(**wanted))


@pytest.mark.usefixtures("commands")
def test_a_command_of_one_function_needs_no_second_word() -> None:
    assert runner.invoke(app, ["single", "--name", "x"]).output == "one x\n"


@pytest.mark.usefixtures("commands")
def test_a_command_of_several_functions_is_a_group() -> None:
    assert runner.invoke(app, ["several", "left"]).output == "left\n"
    assert runner.invoke(app, ["several"]).exit_code == 2


@pytest.mark.usefixtures("commands")
def test_help_lists_every_command_with_its_text() -> None:
    shown = runner.invoke(app, ["--help"]).output
    for text in ("Say a name", "several", "Fail in one", "server", "broken"):
        assert text in shown


@pytest.mark.usefixtures("commands")
def test_a_command_without_its_extra_is_listed_and_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EXTRAS, "api", ("uvicorn_is_not_here",))
    assert "[needs the extra 'api']" in runner.invoke(app, ["--help"]).output
    result = runner.invoke(app, ["server", "--port", "1"])
    assert result.exit_code == 1
    assert (
        result.stderr
        == "tradewind: error: tradewind server needs the extra 'api': pip install 'tradewind[api]'\n"
    )


@pytest.mark.usefixtures("commands")
def test_a_command_that_cannot_be_loaded_leaves_the_others_alone() -> None:
    result = runner.invoke(app, ["broken"])
    assert result.exit_code == 1
    assert "tradewind broken cannot load: AttributeError" in result.stderr
    assert runner.invoke(app, ["single"]).exit_code == 0


@pytest.mark.usefixtures("commands")
def test_a_known_error_is_one_line_and_exit_code_one() -> None:
    result = runner.invoke(app, ["failing", "known"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "tradewind: error: feed day.itch: truncated at byte 17\n"


@pytest.mark.usefixtures("commands")
def test_debug_shows_where_a_known_error_comes_from() -> None:
    assert isinstance(runner.invoke(app, ["--debug", "failing", "known"]).exception, TradewindError)


@pytest.mark.usefixtures("commands")
def test_a_module_of_an_extra_missing_at_run_time_names_the_extra() -> None:
    result = runner.invoke(app, ["failing", "extra"])
    assert result.exit_code == 1
    assert result.stderr.startswith("tradewind: error: tradewind failing needs the extra 'api'")


@pytest.mark.usefixtures("commands")
@pytest.mark.parametrize(("how", "kind"), [("module", ModuleNotFoundError), ("bug", ZeroDivisionError)])
def test_a_bug_is_not_dressed_up_as_a_users_error(how: str, kind: type[Exception]) -> None:
    assert isinstance(runner.invoke(app, ["failing", how]).exception, kind)


@pytest.mark.usefixtures("commands")
def test_an_unknown_command_is_a_usage_error() -> None:
    result = runner.invoke(app, ["nothing"])
    assert result.exit_code == 2
    assert "nothing" in result.stderr


def test_version_is_that_of_the_package() -> None:
    assert (
        runner.invoke(app, ["--version"]).output == f"tradewind {importlib.metadata.version('tradewind')}\n"
    )


def test_every_declared_command_loads_and_shows_its_help() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"][GROUP]
    assert {entry.name for entry in importlib.metadata.entry_points(group=GROUP)} >= set(declared)
    listed = runner.invoke(app, ["--help"]).output
    assert "cannot load" not in listed
    for name in declared:
        assert runner.invoke(app, [name, "--help"]).exit_code == 0, name


@pytest.mark.parametrize(
    "arguments", ["", "--help", "--version", "db --help", "doctor --help", "report --help"]
)
def test_help_imports_nothing_heavy(arguments: str) -> None:
    code = (
        "import atexit, sys\n"
        f"atexit.register(lambda: print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr))\n"
        "from tradewind.cli import main\n"
        f"sys.argv[1:] = {arguments.split()!r}\n"
        "main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == "[]", done.stderr


def test_the_table_of_extras_is_that_of_the_package() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(EXTRAS) == set(declared) - {"all", "dev"}
    for extra, modules in EXTRAS.items():
        distributions = " ".join(declared[extra]).replace("-", "_").lower()
        for module in modules:
            stem = {"jwt": "pyjwt", "argon2": "argon2_cffi", "alpaca": "alpaca_py", "cupy": "cupy_cuda"}.get(
                module, module
            )
            assert stem in distributions, (extra, module)


def test_extras_know_their_modules() -> None:
    assert extra_of("psycopg.rows") == "postgres"
    assert extra_of("json") is None
    assert extra_of(None) is None


def test_logs_go_to_standard_error_at_the_chosen_level(capsys: pytest.CaptureFixture[str]) -> None:
    configure("warning", "json")
    structlog.get_logger("tradewind.test").info("quiet")
    structlog.get_logger("tradewind.test").warning("loud", run=7)
    logging.getLogger("alembic.x").info("library chatter")
    logging.getLogger("alembic.x").warning("library trouble")
    out, err = capsys.readouterr()
    assert out == ""
    first, second = (json.loads(line) for line in err.splitlines())
    assert (first["event"], first["run"], first["level"], first["logger"]) == (
        "loud",
        7,
        "warning",
        "tradewind.test",
    )
    assert second["event"] == "library trouble"


def test_configuring_logs_twice_does_not_write_twice(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", "text")
    configure("info", "text")
    structlog.get_logger("tradewind.test").info("once")
    assert capsys.readouterr().err.count("once") == 1
