"""`tradewind db` and `tradewind report` against a database in a folder of the test's own."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from support.sample_run import sample_run
from tradewind.cli import app
from tradewind.db import migrate
from tradewind.oms.repositories import RunRepository
from tradewind.strategy.report import render

runner = CliRunner()


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TRADEWIND_DATABASE_URL", raising=False)
    monkeypatch.setenv("TRADEWIND_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def stored(data_dir: Path) -> tuple[str, ...]:
    """Store two runs and return their ids, oldest first."""
    runs = [sample_run(seed=seed, orders=20, samples=50) for seed in (1, 2)]
    with migrate.database(f"sqlite:///{data_dir / 'tradewind.db'}") as sessions, sessions.begin() as session:
        for run in runs:
            RunRepository(session).save(run)
    return tuple(run.summary.run_id for run in runs)


def test_db_goes_up_and_down_and_says_where_it_is(data_dir: Path) -> None:
    steps = {
        ("db", "current"): "database at revision base, newest 0001\n",
        ("db", "upgrade"): "database at revision 0001\n",
        ("db", "downgrade", "--yes", "-1"): "database at revision base\n",
        ("db", "upgrade", "0001"): "database at revision 0001\n",
        ("db", "downgrade", "--yes", "base"): "database at revision base\n",
    }
    for command, output in steps.items():
        result = runner.invoke(app, list(command))
        assert (result.exit_code, result.stdout) == (0, output), result.stderr
    assert (data_dir / "tradewind.db").exists()


def test_going_down_asks_first_and_no_leaves_the_rows(data_dir: Path, stored: tuple[str, ...]) -> None:
    result = runner.invoke(app, ["db", "downgrade", "base"], input="n\n")
    assert result.exit_code == 1
    assert "Rows are lost" in result.stdout
    assert runner.invoke(app, ["report", stored[0]]).exit_code == 0


def test_an_unknown_revision_is_a_clear_error(data_dir: Path) -> None:
    result = runner.invoke(app, ["db", "upgrade", "9999"])
    assert result.exit_code == 1
    assert "tradewind: error: migration failed: Can't locate revision identified by '9999'" in result.stderr


def test_a_wrong_setting_is_a_clear_error(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADEWIND_LOG_FORMAT", "xml")
    result = runner.invoke(app, ["db", "current"])
    assert result.exit_code == 1
    assert result.stderr.startswith("tradewind: error: setting TRADEWIND_LOG_FORMAT (field log_format): ")


@pytest.mark.parametrize("name", ["latest", "beginning", "id"])
def test_report_writes_the_page_of_the_run_it_is_asked_for(
    data_dir: Path, stored: tuple[str, ...], name: str
) -> None:
    wanted, seed = (stored[1], 2) if name == "latest" else (stored[0], 1)
    argument = {"latest": "latest", "beginning": wanted[:7], "id": wanted}[name]
    result = runner.invoke(app, ["report", argument])
    path = data_dir / "reports" / f"{wanted}.html"
    assert (result.exit_code, result.stdout) == (0, f"report: {path}\n")
    assert path.read_text(encoding="utf-8") == render(sample_run(seed=seed, orders=20, samples=50))


def test_report_writes_where_it_is_told(data_dir: Path, stored: tuple[str, ...]) -> None:
    words = ["report", "latest", "--out", str(data_dir / "here" / "r.html")]
    result = runner.invoke(app, words)
    assert result.exit_code == 1
    assert f"cannot be written: there is no folder {data_dir / 'here'}\n" in result.stderr
    (data_dir / "here").mkdir()
    result = runner.invoke(app, words)
    assert result.exit_code == 0
    assert stored[1] in (data_dir / "here" / "r.html").read_text(encoding="utf-8")


def test_report_of_an_unknown_run_lists_the_recent_ones(data_dir: Path, stored: tuple[str, ...]) -> None:
    result = runner.invoke(app, ["report", "nothing"])
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    for part in ("no run is called 'nothing'", f"{stored[1]} (number 2, completed)", stored[0]):
        assert part in result.stderr


def test_report_without_any_run_says_so(data_dir: Path) -> None:
    result = runner.invoke(app, ["report", "latest"])
    assert result.exit_code == 1
    assert result.stderr == "tradewind: error: no run is called 'latest'; no run is stored yet\n"
