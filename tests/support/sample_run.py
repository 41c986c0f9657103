"""A whole run with everything in it, made from a seed: for tests of what is stored and drawn."""

from datetime import UTC, date, datetime
from uuid import UUID

import numpy as np

from tradewind.runs import (
    EQUITY,
    FILL,
    NEVER,
    ORDER,
    PRICE,
    FillState,
    LatencyStage,
    OrderState,
    PositionRecord,
    RunResult,
    RunStatus,
    RunSummary,
    Side,
    TradingMode,
)

OPEN_NS = 34_200 * 10**9
CLOSE_NS = 57_600 * 10**9
CENT = 10**7
REASONS = ("", "max_notional", "price_collar", "venue: R, order not allowed in this session")


def sample_run(
    *, seed: int = 1, orders: int = 200, samples: int = 2000, symbols: tuple[str, ...] = ("AAPL", "MSFT")
) -> RunResult:
    """Return a run of `orders` orders and `samples` equity and price samples; the same seed, the same run."""
    random = np.random.default_rng(seed)
    prices = _prices(random, samples, len(symbols))
    order_rows = np.zeros(orders, ORDER)
    fill_rows: list[tuple[object, ...]] = []
    for index in range(orders):
        symbol = int(random.integers(len(symbols)))
        market = prices[prices["symbol"] == symbol]
        quote = market[int(random.integers(len(market)))] if len(market) else np.zeros(1, PRICE)[0]
        order_rows[index] = _order(random, index + 1, symbol, quote)
    order_rows = order_rows[np.argsort(order_rows["entered_at"], kind="stable")]
    order_rows["user_ref"] = np.arange(1, orders + 1)
    for order in order_rows[order_rows["cum_qty"] > 0]:
        state = FillState.broken if random.random() < 0.03 else FillState.good
        fill_rows.append(_fill(order, int(state), len(fill_rows)))
    fills = np.array(fill_rows, FILL)
    fills.sort(order="time")
    equity = _equity(random, samples)
    return RunResult(
        summary=_summary(seed, 10**6 * 10**9, int(equity["equity"][-1]) if samples else 10**6 * 10**9),
        symbols=symbols,
        reject_reasons=REASONS,
        orders=order_rows,
        fills=fills,
        equity=equity,
        prices=prices,
        positions=_positions(symbols, fills),
        latency=(
            LatencyStage("decode", 1_000_000, 21, 28, 45, 210, 18_400),
            LatencyStage("book", 1_000_000, 48, 77, 180, 900, 41_000),
            LatencyStage("signal", 1_000_000, 12, 14, 30, 95, 9_800),
            LatencyStage("strategy", 40_000, 35, 52, 120, 800, 12_000),
            LatencyStage("risk", 40_000, 26, 33, 70, 240, 7_300),
            LatencyStage("encode", 40_000, 18, 20, 41, 160, 5_100),
        ),
        integrity={"unknown_order": 0, "crossed_book": 3, "executed_behind_us": 12, "skipped_messages": 0},
    )


def _summary(seed: int, initial: int, final: int) -> RunSummary:
    return RunSummary(
        run_id=str(UUID(int=np.random.default_rng(seed).integers(2**62).item() << 64 | 0x4000_8000 << 32)),
        status=RunStatus.completed,
        trading_mode=TradingMode.intraday,
        started_at=datetime(2026, 3, 2, 12, 30, 15, 250_000, UTC),
        ended_at=datetime(2026, 3, 2, 12, 30, 19, tzinfo=UTC),
        trading_day=date(2026, 2, 27),
        strategy={"name": "queue imbalance", "threshold": 0.6, "limits": {"max_order_qty": 500}},
        source_name="generated.itch",
        source_sha256="ab" * 32,
        inputs_hash="cd" * 32,
        run_hash=f"{seed:064x}",
        code_version="0.1.0",
        initial_cash=initial,
        final_equity=final,
    )


def _prices(random: np.random.Generator, samples: int, symbols: int) -> np.ndarray:
    rows = np.zeros(samples, PRICE)
    rows["symbol"] = np.sort(np.arange(samples) % symbols)
    for symbol in range(symbols):
        mine = rows["symbol"] == symbol
        size = int(mine.sum())
        walk = 15_000 * (symbol + 1) + np.cumsum(random.integers(-2, 3, size))
        rows["time"][mine] = np.sort(random.integers(OPEN_NS, CLOSE_NS, size))
        rows["bid"][mine] = walk * CENT
        rows["ask"][mine] = (walk + random.integers(1, 4, size)) * CENT
    rows["ask"][rows["time"] % 97 == 0] = 0  # an empty side now and then
    return rows


def _order(random: np.random.Generator, ref: int, symbol: int, quote: np.void) -> tuple[int, ...]:
    side = Side(int(random.integers(2)))
    qty = 100 * int(random.integers(1, 5))
    at = int(quote["time"])
    price = int(quote["bid"] if side == Side.buy else quote["ask"]) or int(quote["bid"])
    draw = random.random()
    if draw < 0.06:
        reason = int(random.integers(1, len(REASONS)))
        return (ref, 0, symbol, side, 0, OrderState.rejected, reason, qty, price, 0, 0, at, at + 500)
    if draw < 0.55:
        return (ref, 0, symbol, side, 0, OrderState.filled, 0, qty, price, qty, 0, at, at + 10**9)
    if draw < 0.97:
        return (ref, 0, symbol, side, 1, OrderState.canceled, 0, qty, price, 0, 0, at, at + 3 * 10**9)
    return (ref, 0, symbol, side, 0, OrderState.live, 0, qty, price, 0, qty, at, NEVER)


def _fill(order: np.void, state: int, index: int) -> tuple[object, ...]:
    match = (1 << 64) - 1 - index
    fee = -20 * 10**5 * int(order["cum_qty"])
    row = order[["user_ref", "symbol", "side", "cum_qty", "price", "done_at"]].tolist()
    user_ref, symbol, side, qty, price, done_at = row
    return (user_ref, match, symbol, side, b"A", state, qty, price, fee, done_at)


def _equity(random: np.random.Generator, samples: int) -> np.ndarray:
    rows = np.zeros(samples, EQUITY)
    rows["time"] = np.linspace(OPEN_NS, CLOSE_NS, samples, dtype=np.int64)
    rows["equity"] = 10**6 * 10**9 + np.cumsum(random.normal(0.02, 3.0, samples) * 10**9).astype(np.int64)
    rows["position_notional"] = random.integers(0, 10**5, samples) * 10**9
    return rows


def _positions(symbols: tuple[str, ...], fills: np.ndarray) -> tuple[PositionRecord, ...]:
    records = []
    for index, symbol in enumerate(symbols):
        mine = fills[(fills["symbol"] == index) & (fills["state"] != FillState.broken)]
        qty = int(np.where(mine["side"] == Side.buy, mine["qty"], -mine["qty"]).sum())
        fees = sum(mine["fee"].tolist())
        records.append(
            PositionRecord(symbol, qty, 150_123456789, (index + 1) * 812_340_000_000, -55_120_000_000, fees)
        )
    return tuple(records)
