"""The main job from end to end: generate, trade, store, report; and the same again gives the same run."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support.shared import shared_path
from tradewind.db.migrate import database
from tradewind.flow import GeneratorConfig, GeneratorError, generate
from tradewind.oms.commands.demo import app as demo_app
from tradewind.oms.commands.report import app as report_app
from tradewind.oms.repositories import RunRepository
from tradewind.runs import FillState, OrderState, RunStatus
from tradewind.settings import CoreSettings
from tradewind.strategy.config import ReplayConfig, RiskLimits
from tradewind.strategy.replay import Replayed, ReplayError, RunStamp, replay

_SMALL = ["--messages", "60000", "--generated-symbols", "6", "--seed", "3", "--quiet"]


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRADEWIND_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("TRADEWIND_DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("day") / "day.itch"
    generate(path, GeneratorConfig(symbols=6, messages=60_000, seed=3, checkpoints=0))
    return path


def _replay(path: Path, config: ReplayConfig | None = None, *, measure_latency: bool = True) -> Replayed:
    stamp = RunStamp("00000000-0000-4000-8000-000000000001", lambda: datetime(2026, 1, 2, tzinfo=UTC))
    return replay(path, config or ReplayConfig(), stamp, measure_latency=measure_latency)


def test_demo_stores_the_run_and_writes_its_report(data_dir: Path) -> None:
    done = CliRunner().invoke(demo_app, _SMALL)
    assert done.exit_code == 0, done.output
    run_id = re.search(r"stored as run 1: (\S+)", done.stdout)
    assert run_id is not None
    report = data_dir / "reports" / f"{run_id[1]}.html"
    assert f"report: {report}" in done.stdout
    assert report.read_text().count("<svg") >= 4

    settings = CoreSettings(data_dir=data_dir)
    with database(settings.resolved_database_url()) as sessions, sessions() as session:
        run = RunRepository(session).load(run_id[1])
    assert run.summary.status == RunStatus.completed
    assert len(run.symbols) == 6
    assert len(run.fills) > 0
    assert f"fills: {int((run.fills['state'] != FillState.broken).sum()):,} for" in done.stdout

    again = CliRunner().invoke(report_app, ["latest", "--out", str(data_dir / "again.html")])
    assert again.exit_code == 0, again.output
    assert (data_dir / "again.html").read_text() == report.read_text()


@pytest.mark.parametrize("option", ["--messages", "--generated-symbols", "--seed"])
def test_demo_refuses_what_only_a_generated_day_has(data_dir: Path, day: Path, option: str) -> None:
    done = CliRunner().invoke(demo_app, ["--itch", str(day), option, "5"])
    assert done.exit_code == 2
    assert option in done.output
    assert "--itch" in done.output
    assert not list(data_dir.iterdir())


def test_demo_names_the_option_of_a_value_out_of_its_limits(data_dir: Path) -> None:
    with pytest.raises(GeneratorError, match=r"^--generated-symbols is 0, must be between 2 and 60000$"):
        CliRunner().invoke(demo_app, ["--generated-symbols", "0", "--quiet"], catch_exceptions=False)
    assert not list(data_dir.iterdir())


def test_the_same_input_gives_the_same_run(day: Path) -> None:
    first, second, unstamped = _replay(day), _replay(day), _replay(day, measure_latency=False)
    assert first.run.summary.run_hash == second.run.summary.run_hash == unstamped.run.summary.run_hash
    assert first.run.orders.tobytes() == second.run.orders.tobytes() == unstamped.run.orders.tobytes()
    assert first.run.fills.tobytes() == second.run.fills.tobytes()
    assert first.run.equity.tobytes() == second.run.equity.tobytes()
    other = _replay(day, ReplayConfig(max_symbols=5))
    assert other.run.summary.run_hash != first.run.summary.run_hash


def test_fills_positions_cash_and_equity_agree(day: Path) -> None:
    run = _replay(day).run
    assert len(run.fills) > 20
    for index, position in enumerate(run.positions):
        mine = run.fills[run.fills["symbol"] == index]
        signed = [
            int(qty) * (1 if side == 0 else -1) for qty, side in zip(mine["qty"], mine["side"], strict=True)
        ]
        assert sum(signed) == position.qty
        assert sum(int(fee) for fee in mine["fee"]) == position.fees
    profit = sum(p.realised + p.unrealised - p.fees for p in run.positions)
    assert run.summary.initial_cash + profit == run.summary.final_equity
    by_order = dict(zip(run.orders["user_ref"].tolist(), run.orders["cum_qty"].tolist(), strict=True))
    for ref in set(run.fills["user_ref"].tolist()):
        assert int(run.fills["qty"][run.fills["user_ref"] == ref].sum()) == by_order[ref]


def test_every_order_is_done_and_adds_up(day: Path) -> None:
    orders = _replay(day).run.orders
    assert len(orders) > 100
    assert not set(orders["state"].tolist()) & {OrderState.pending_new, OrderState.live, OrderState.in_doubt}
    assert (orders["leaves"] == 0).all()
    assert (orders["cum_qty"] <= orders["order_qty"]).all()
    assert (orders["cum_qty"][orders["state"] == OrderState.filled] > 0).all()
    assert (orders["done_at"] >= orders["entered_at"]).all()


def test_nothing_is_wrong_with_a_generated_day(day: Path) -> None:
    done = _replay(day)
    harmless = ("trade.risk_", "trade.executed_behind_us", "trade.venue_expired", "trade.venue_rejects")
    names = ("book.locked", "book.crossed", "trade.order_stale")
    wrong = {
        n: c for n, c in done.run.integrity.items() if c and not n.startswith(harmless) and n not in names
    }
    assert wrong == {}
    assert "trade.executed_behind_us" in done.run.integrity
    assert done.counters["executed_behind_us"] > 0


def test_risk_limits_stop_orders_with_their_reason(day: Path) -> None:
    done = _replay(day, ReplayConfig(limits=RiskLimits(max_quantity=99)))
    assert done.counters["orders_sent"] == len(done.run.fills) == 0
    assert done.counters["risk_max_quantity"] == done.run.integrity["trade.risk_max_quantity"] > 100


def test_latency_stages_sum_to_the_total(day: Path) -> None:
    stages = {stage.stage: stage for stage in _replay(day).run.latency}
    assert list(stages) == ["decode", "book", "features", "decision", "risk", "encode", "total"]
    assert len({stage.count for stage in stages.values()}) == 1
    assert stages["total"].count > 100
    assert stages["total"].max <= sum(stage.max for name, stage in stages.items() if name != "total")


def test_the_real_hour_trades_by_its_real_queues() -> None:
    path = shared_path("data/lobster_aapl_20120621/AAPL_2012-06-21_1h_from_lobster.itch50.zst")
    config = ReplayConfig()
    done = _replay(path, ReplayConfig(strategy=type(config.strategy)(max_spread=1_000_000_000)))
    assert done.counters["ledger_unbalanced"] == 0
    assert done.counters["venue_fills"] > 50
    assert done.fill_rules["execute_ahead"][0] > done.fill_rules["execute_behind"][0] > 0


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (ReplayConfig(symbols=("NOPE",)), "symbol NOPE is not among the 6 symbols"),
        (ReplayConfig(symbols=("TOOLONGNAME",)), "has 11 characters, must have 1 to 8"),
        (ReplayConfig(limits=RiskLimits(max_quantity=0)), "max_quantity is 0"),
        (ReplayConfig(sample_every_ns=0), "sample_every is 0"),
        (ReplayConfig(max_orders=0), "max_orders is 0"),
    ],
)
def test_a_configuration_that_does_not_fit_is_named(day: Path, config: ReplayConfig, expected: str) -> None:
    with pytest.raises(ReplayError, match=re.escape(expected)):
        _replay(day, config)


def test_a_session_that_never_opens_cannot_be_traded(day: Path, tmp_path: Path) -> None:
    start = tmp_path / "start.itch"
    start.write_bytes((12).to_bytes(2, "big") + b"S" + bytes(10) + b"O")
    with pytest.raises(ReplayError, match="never opens"):
        _replay(start)


def test_the_snapshot_is_complete_json() -> None:
    config = ReplayConfig(symbols=("AAPL",))
    assert json.loads(json.dumps(config.snapshot())) == config.snapshot()
    native = config.native(stamp=True)
    assert set(native) - {"stamp"} == set(config.snapshot()) - {"name"}
