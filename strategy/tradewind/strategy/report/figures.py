"""The charts of the page: equity, drawdown, position and price with fills."""

import numpy as np

from tradewind.runs import UNITS, FillState, Records, RunResult, Side
from tradewind.strategy.report.chart import Band, Chart, Line, Marker, draw
from tradewind.strategy.report.text import MINUS, clock, count, escape, money, price

MAX_SYMBOLS = 6
"""As many as there are colours for lines."""
MAX_MARKERS = 400


def equity(run: RunResult) -> str:
    """Account value over the day, and how far it is below its peak."""
    if not run.equity.size:
        return _section("Equity", "<p>No equity was sampled.</p>")
    times, values = run.equity["time"], run.equity["equity"]
    unit = run.summary.currency
    peak = np.maximum.accumulate(np.maximum(values, run.summary.initial_cash))
    curve = Chart("Equity", f"equity ({unit})", _money, [Line("equity", times, values / UNITS, "main")])
    fall = Line("drawdown", times, (values - peak) / UNITS, "loss", area_to=0.0)
    below = Chart("Drawdown", f"below peak ({unit})", _money, [fall], height=170, include_zero=True)
    start = money(run.summary.initial_cash)
    return _section(
        "Equity",
        f"<p>Cash and positions at their mark, fees paid; from {start} {escape(unit)}.</p>{draw(curve)}",
    ) + _section("Drawdown", draw(below))


def position(run: RunResult) -> str:
    """Quantity held over the day, one line per symbol."""
    shown = _most_traded(run)
    if not shown:
        return ""
    lines = [_position_line(run, symbol, f"s{index}") for index, symbol in enumerate(shown)]
    chart = Chart("Position", "position (shares)", _number, lines, height=200, include_zero=True)
    keys = _keys(
        [(f'<path class="line s{index}" d="M0 6H16"/>', line.label) for index, line in enumerate(lines)]
    )
    return _section("Position", _hidden(run, shown) + (keys if len(lines) > 1 else "") + draw(chart))


def prices(run: RunResult) -> str:
    """Best bid and ask with our fills, one chart per symbol."""
    shown = _most_traded(run) or ([0] if run.prices.size else [])
    charts = [_price_chart(run, symbol) for symbol in shown]
    keys = _keys(
        [
            ('<rect class="band" width="16" height="12"/>', "between best bid and best ask"),
            ('<polygon class="buy" points="8,1 3,11 13,11"/>', "bought"),
            ('<polygon class="sell" points="8,11 3,1 13,1"/>', "sold"),
            ('<polygon class="void" points="8,1 3,11 13,11"/>', "broken by the venue"),
        ]
    )
    body = keys + "".join(charts) if charts else "<p>No price was sampled.</p>"
    return _section("Price and fills", _hidden(run, shown) + body)


def _position_line(run: RunResult, symbol: int, style: str) -> Line:
    fills = run.fills[(run.fills["symbol"] == symbol) & (run.fills["state"] != FillState.broken)]
    held = np.cumsum(np.where(fills["side"] == Side.buy, fills["qty"], -fills["qty"]))
    times = fills["time"]
    if run.equity.size:  # from the start of the day to its end
        first = min(int(run.equity["time"][0]), int(times[0]))
        last = max(int(run.equity["time"][-1]), int(times[-1]))
        times = np.concatenate(([first], times, [last]))
        held = np.concatenate(([0], held, held[-1:]))
    return Line(run.symbols[symbol], times, held.astype(np.float64), style, step=True)


def _price_chart(run: RunResult, symbol: int) -> str:
    rows = run.prices[run.prices["symbol"] == symbol]
    fills = run.fills[run.fills["symbol"] == symbol]
    name = run.symbols[symbol]
    bid, ask = (np.where(rows[side] == 0, np.nan, rows[side] / UNITS) for side in ("bid", "ask"))
    lines = [Line("mid", rows["time"], (bid + ask) / 2, "mid")]
    bands = [Band(rows["time"], bid, ask, "band")]
    if not rows.size:
        lines, bands = [Line("fills", fills["time"], fills["price"] / UNITS, "mid")], []
    markers = [_marker(row) for row in _spread(fills)]
    chart = Chart(
        f"{name}: price and fills",
        f"price ({run.summary.currency})",
        _price,
        lines,
        bands,
        markers,
        height=300,
    )
    hidden = len(fills) - len(markers)
    note = (
        f'<p class="note">{count(len(markers))} of {count(len(fills))} fills are marked.</p>'
        if hidden
        else ""
    )
    return f"<h3>{escape(name)}</h3>{note}{draw(chart)}"


def _spread(fills: Records) -> Records:
    if fills.size <= MAX_MARKERS:
        return fills
    return fills[np.linspace(0, fills.size - 1, MAX_MARKERS).astype(np.intp)]


def _marker(fill: np.void) -> Marker:
    side = Side(int(fill["side"]))
    broken = int(fill["state"]) == FillState.broken
    title = (
        f"{'broken: ' if broken else ''}{side.name} {count(int(fill['qty']))} at {price(int(fill['price']))}, "
        f"{clock(int(fill['time']), places=6)}, order {int(fill['user_ref'])}"
    )
    return Marker(
        int(fill["time"]),
        int(fill["price"]) / UNITS,
        side == Side.buy,
        "void" if broken else side.name,
        title,
    )


def _most_traded(run: RunResult) -> list[int]:
    symbols, counts = np.unique(
        run.fills["symbol"][run.fills["state"] != FillState.broken], return_counts=True
    )
    order = np.lexsort((symbols, -counts))[:MAX_SYMBOLS]
    return sorted(symbols[order].tolist())


def _hidden(run: RunResult, shown: list[int]) -> str:
    traded = int(np.unique(run.fills["symbol"]).size)
    return f"<p>The {len(shown)} most traded of {traded} symbols.</p>" if len(shown) < traded else ""


def _keys(entries: list[tuple[str, str]]) -> str:
    items = (
        f'<span><svg viewBox="0 0 16 12" aria-hidden="true">{mark}</svg>{escape(text)}</span>'
        for mark, text in entries
    )
    return f'<div class="keys">{"".join(items)}</div>'


def _section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body}</section>"


def _money(value: float) -> str:
    return f"{value:,.2f}".replace("-", MINUS)


def _number(value: float) -> str:
    return f"{value:,.0f}".replace("-", MINUS)


def _price(value: float) -> str:
    text = f"{value:,.4f}" if abs(value) < 1 else f"{value:,.3f}".removesuffix("0")
    return text.replace("-", MINUS)
