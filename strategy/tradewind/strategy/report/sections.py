"""The parts of the page that are tables and tiles."""

import json
from collections import Counter

from tradewind.metrics import Performance
from tradewind.runs import NEVER, OrderState, RunResult, Side, TimeInForce
from tradewind.strategy.report.table import Cell, Column, Html, rest, signed, table
from tradewind.strategy.report.text import clock, count, duration, escape, fixed, money, percent, price

MAX_ORDERS = 100


def header(run: RunResult) -> str:
    """Title line: what was traded, when, and how it ended."""
    summary = run.summary
    name = str(summary.strategy.get("name", "strategy"))
    day = f", {summary.trading_day.isoformat()}" if summary.trading_day else ""
    names = ", ".join(run.symbols[:8]) + (f" and {len(run.symbols) - 8} more" if len(run.symbols) > 8 else "")
    return (
        f"<header><h1>{escape(name)} on {escape(names or 'no symbol')}{day}"
        f'<span class="state {summary.status}">{summary.status}</span></h1>'
        f"<p>{escape(summary.source_name)} · {summary.trading_mode} · run {escape(summary.run_id)}</p></header>"
    )


def tiles(run: RunResult, figures: Performance) -> str:
    """The figures that a reader looks for first."""
    states = Counter(run.orders["state"].tolist())
    rows = [
        (
            "Net profit",
            money(figures.profit, signed=True),
            f"{run.summary.currency}, fees paid",
            figures.profit < 0,
        ),
        (
            "Return",
            percent(figures.total_return, 3),
            f"on {money(run.summary.initial_cash)}",
            figures.profit < 0,
        ),
        ("Final equity", money(run.summary.final_equity), run.summary.currency, False),
        (
            "Largest drawdown",
            money(figures.max_drawdown_amount),
            percent(figures.max_drawdown, 3) + " of the peak",
            False,
        ),
        ("Sharpe ratio", fixed(figures.sharpe), "1-minute returns, annualised", False),
        ("Orders", count(int(run.orders.size)), f"{count(states[OrderState.rejected])} rejected", False),
        ("Fills", count(figures.total_trades), f"{count(figures.round_trips)} round trips", False),
        ("Win rate", percent(figures.win_rate, 1), "of round trips", False),
        ("Profit factor", fixed(figures.profit_factor), "gross profit / gross loss", False),
        (
            "Turnover",
            fixed(figures.turnover) + " \N{MULTIPLICATION SIGN}",
            f"fees {money(figures.fees)}",
            False,
        ),
    ]
    return '<div class="tiles">' + "".join(_tile(*row) for row in rows) + "</div>"


def _tile(title: str, value: str, note: str, loss: bool) -> str:
    style = ' class="loss"' if loss else ""
    return (
        f'<div class="tile"><span>{escape(title)}</span><b{style}>{escape(value)}</b>'
        f"<small>{escape(note)}</small></div>"
    )


def positions(run: RunResult) -> str:
    """What each symbol ended with."""
    columns = [
        Column("Symbol"),
        *(Column(t, True) for t in ("Quantity", "Average price", "Realised", "Unrealised", "Fees", "Net")),
    ]
    rows: list[list[Cell]] = []
    for held in run.positions:
        net = held.realised + held.unrealised - held.fees
        parts = [signed(money(value, signed=True), value) for value in (held.realised, held.unrealised)]
        average = price(held.average_price) if held.qty else "\N{EN DASH}"
        rows.append(
            [
                held.symbol,
                count(held.qty),
                average,
                *parts,
                money(held.fees),
                signed(money(net, signed=True), net),
            ]
        )
    body = table(columns, rows, f"Money in {run.summary.currency}; a negative quantity is short.")
    return _section("Positions at the end", body if rows else "<p>No position was ever held.</p>")


def orders(run: RunResult) -> str:
    """The first orders, and how many more there are."""
    columns = [
        Column("Order", True),
        *(Column(t) for t in ("Entered", "Symbol", "Side", "Force")),
        *(Column(t, True) for t in ("Quantity", "Price", "Filled", "Open")),
        *(Column(t) for t in ("State", "Done", "Reason")),
    ]
    rows = [_order(run, row) for row in run.orders[:MAX_ORDERS].tolist()]
    caption = rest(len(rows), run.orders.size, "orders") or f"All {count(int(run.orders.size))} orders."
    return _section("Orders", table(columns, rows, caption) if rows else "<p>No order was sent.</p>")


def _order(run: RunResult, row: tuple[int, ...]) -> list[Cell]:
    ref, parent, symbol, side, tif, state, reason, qty, limit, done, leaves, entered, ended = row
    side_name = Side(side).name
    return [
        f"{ref} ← {parent}" if parent else str(ref),
        clock(entered, places=6),
        run.symbols[symbol],
        Html(f'<span class="{side_name}">{side_name}</span>'),
        TimeInForce(tif).name,
        count(qty),
        price(limit),
        count(done),
        count(leaves),
        OrderState(state).name.replace("_", " "),
        clock(ended, places=6) if ended != NEVER else "\N{EN DASH}",
        run.reject_reasons[reason],
    ]


def outcomes(run: RunResult) -> str:
    """How orders ended, and why some were refused."""
    states = Counter(run.orders["state"].tolist())
    reasons = Counter(reason for reason in run.orders["reject_reason"].tolist() if reason)
    total = max(int(run.orders.size), 1)
    by_state: list[list[Cell]] = [
        [OrderState(state).name.replace("_", " "), count(n), percent(n / total, 1)]
        for state, n in sorted(states.items())
    ]
    by_reason: list[list[Cell]] = [
        [run.reject_reasons[reason], count(n), percent(n / total, 1)] for reason, n in reasons.most_common()
    ]
    numbers = [Column("Orders", True), Column("Share", True)]
    body = table([Column("State"), *numbers], by_state, "How orders ended.")
    if by_reason:
        body += "<h3>Rejected</h3>" + table(
            [Column("Reason"), *numbers], by_reason, "Why orders were refused."
        )
    else:
        body += "<p>No order was rejected.</p>"
    return _section("Outcomes", body)


def latency(run: RunResult) -> str:
    """Percentiles per stage, with bars of the median and the 99th percentile on one scale."""
    title = "Latency by stage"
    if not run.latency:
        return _section(title, "<p>No latency was measured in this run.</p>")
    longest = max(max(stage.p99 for stage in run.latency), 1)
    columns = [
        Column("Stage"),
        *(Column(t, True) for t in ("Count", "p50", "p90", "p99", "p99.9", "max")),
        Column("p50 (solid) and p99 (pale), one scale"),
    ]
    rows: list[list[Cell]] = [
        [
            stage.stage,
            count(stage.count),
            *(duration(ns) for ns in (stage.p50, stage.p90, stage.p99, stage.p999, stage.max)),
            Html(_bars(stage.p50 / longest, stage.p99 / longest)),
        ]
        for stage in run.latency
    ]
    return _section(title, table(columns, rows, "Time spent by this machine, not market time."))


def _bars(median: float, tail: float) -> str:
    return (
        '<svg viewBox="0 0 240 14" style="width:240px" aria-hidden="true">'
        f'<rect class="area main" y="2" height="10" width="{max(tail * 240, 1):.1f}" style="fill-opacity:.3"/>'
        f'<rect y="2" height="10" width="{max(median * 240, 1):.1f}" style="fill:var(--main)"/></svg>'
    )


def integrity(run: RunResult) -> str:
    """Everything that was counted because it was not as it should be."""
    rows: list[list[Cell]] = [
        [name.replace("_", " "), count(value)] for name, value in sorted(run.integrity.items())
    ]
    body = table(
        [Column("What"), Column("Count", True)],
        rows,
        "Counted while the run went on: what is skipped or out of order is never dropped in silence.",
    )
    return _section("Integrity", body if rows else "<p>Nothing was counted.</p>")


def provenance(run: RunResult) -> str:
    """What to repeat the run with."""
    s = run.summary
    rows: list[list[Cell]] = [
        ["Run hash", Html(f"<code>{escape(s.run_hash)}</code>")],
        ["Inputs hash", Html(f"<code>{escape(s.inputs_hash)}</code>")],
        ["Source", s.source_name],
        ["Source SHA-256", Html(f"<code>{escape(s.source_sha256)}</code>")],
        ["Code version", s.code_version],
        ["Computed", f"{s.started_at:%Y-%m-%d %H:%M:%S} to {s.ended_at:%H:%M:%S} UTC"],
        [
            "Strategy",
            Html(f"<pre>{escape(json.dumps(dict(s.strategy), indent=1, sort_keys=True, default=str))}</pre>"),
        ],
    ]
    body = table(
        [Column("What"), Column("Value", wrap=True)], rows, "Equal inputs and code give an equal run hash."
    )
    return _section("Provenance", body)


def _section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body}</section>"
