"""From a recorded session to a stored run and its report, in the steps that `tradewind demo` shows."""

import uuid
from datetime import UTC, datetime
from pathlib import Path

from tradewind.commands.progress import bar
from tradewind.db.migrate import database
from tradewind.flow import GeneratorConfig, generate
from tradewind.metrics import performance
from tradewind.oms.report_file import usual_path, write_report
from tradewind.oms.repositories import RunRepository
from tradewind.runs import FillState
from tradewind.settings import CoreSettings
from tradewind.strategy.config import ReplayConfig
from tradewind.strategy.replay import Replayed, RunStamp, replay

_UNITS = 1_000_000_000


def generated_day(data_dir: Path, *, symbols: int, messages: int, seed: int, shown: bool) -> Path:
    """Return the generated day of these parameters, made now unless it is there: same seed, same bytes."""
    config = GeneratorConfig(symbols=symbols, messages=messages, seed=seed, checkpoints=0)
    path = data_dir / "generated" / f"day-{symbols}x{messages}-seed{seed}.itch"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with bar(path.name, shown=shown) as progress:
            generate(path, config, progress=progress)
    return path


def trade(settings: CoreSettings, path: Path, symbols: tuple[str, ...], *, shown: bool) -> str:
    """Replay with the strategy, store the run, write the report; return the summary to print."""
    # The database first: one that cannot be opened must not cost the run.
    with database(settings.resolved_database_url()) as sessions:
        with bar(path.name, shown=shown) as progress:
            done = replay(
                path,
                ReplayConfig(symbols=symbols),
                RunStamp(run_id=str(uuid.uuid4()), now=lambda: datetime.now(UTC)),
                progress=progress,
            )
        with sessions() as session, session.begin():
            number = RunRepository(session).save(done.run).run_number
    report = usual_path(settings.data_dir, done.run.summary.run_id)
    write_report(done.run, report)
    return "\n".join(
        [*_summary(done), f"stored as run {number}: {done.run.summary.run_id}", f"report: {report}"]
    )


def _summary(done: Replayed) -> list[str]:
    run, counters = done.run, done.counters
    figures = performance(run)
    good = run.fills[run.fills["state"] != FillState.broken]
    total = next(stage for stage in run.latency if stage.stage == "total")
    messages = sum(done.feed["messages"].values())
    rejects = {name[5:]: n for name, n in counters.items() if name.startswith("risk_") and n}
    problems = {name: n for name, n in run.integrity.items() if n and _is_problem(name)}
    fall = f", largest fall {figures.max_drawdown:.3%}" if figures.max_drawdown is not None else ""
    return [
        f"session: {run.summary.source_name}, {messages:,} messages, {len(run.symbols)} symbols traded",
        f"signals: {counters['decisions']:,} changes of the touch seen by the strategy",
        (
            f"orders: {counters['orders_sent']:,} sent, {counters['cancels_sent']:,} cancels, "
            f"{sum(rejects.values()):,} stopped by risk checks{_listed(rejects)}"
        ),
        (
            f"fills: {len(good):,} for {int(good['qty'].sum()):,} shares, "
            f"{counters['venue_crossing_fills']:,} of them taking liquidity; history executed behind us "
            f"{counters['executed_behind_us']:,} times ({counters['executed_behind_us_shares']:,} shares)"
        ),
        (
            f"result: {figures.profit / _UNITS:+,.2f} {run.summary.currency} after "
            f"{figures.fees / _UNITS:,.2f} fees (rebates deducted){fall}"
        ),
        f"positions at the end: {sum(1 for position in run.positions if position.qty)} open",
        f"decode to encode: p50 {total.p50:,} ns, p99 {total.p99:,} ns over {total.count:,} orders (stages in the report)",
        "integrity: "
        + ("clean" if not problems else "  ".join(f"{name} {n:,}" for name, n in problems.items())),
        f"run hash: {run.summary.run_hash}",
    ]


def _listed(counts: dict[str, int]) -> str:
    return f" ({', '.join(f'{name} {n:,}' for name, n in counts.items())})" if counts else ""


def _is_problem(name: str) -> bool:
    """Whether a counter of the run means that something was wrong, not that a rule did its work."""
    harmless = (
        "trade.risk_",
        "trade.executed_behind_us",
        "trade.venue_expired",
        "book.crossed",
        "book.locked",
    )
    return not name.startswith(harmless) and name not in ("trade.order_stale", "trade.venue_rejects")
