"""Performance formulas against hand-made numbers, naive models and their own invariants."""

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.sample_run import sample_run
from tradewind.metrics import (
    MINUTE_NS,
    max_drawdown,
    max_drawdown_amount,
    performance,
    profit_factor,
    ratio,
    resample,
    returns,
    round_trips,
    sharpe,
    traded_notional,
    win_rate,
)
from tradewind.runs import EQUITY, FILL, FillState, Records, Side

money = st.integers(-(10**24), 10**24)
BUY, SELL = Side.buy, Side.sell


def fills(*rows: tuple[int, Side, int, int, int]) -> Records:
    """Make fills of (symbol, side, qty, price, fee)."""
    return np.array(
        [
            (1, n, symbol, side, b"A", FillState.good, qty, price, fee, n)
            for n, (symbol, side, qty, price, fee) in enumerate(rows)
        ],
        FILL,
    )


fill_rows = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(Side),
        st.integers(1, 500),
        st.integers(1, 10**12),
        st.integers(-(10**9), 10**9),
    ),
    max_size=60,
)


def test_sharpe_is_mean_over_sample_deviation_times_root_of_periods() -> None:
    periodic = np.array([0.01, -0.02, 0.03, 0.00])
    mean = 0.005
    deviation = math.sqrt(sum((value - mean) ** 2 for value in periodic) / 3)
    assert sharpe(periodic) == pytest.approx(mean / deviation * math.sqrt(252))
    assert sharpe(periodic, 12) == pytest.approx(mean / deviation * math.sqrt(12))


@pytest.mark.parametrize("periodic", [[], [0.1], [0.1, 0.1, 0.1], [0.0, 0.0]])
def test_sharpe_of_no_variation_has_no_value(periodic: list[float]) -> None:
    assert sharpe(np.array(periodic)) is None


@given(st.lists(st.floats(-0.5, 0.5), min_size=2, max_size=50), st.floats(0.01, 100))
def test_sharpe_does_not_change_with_the_size_of_the_bet(periodic: list[float], factor: float) -> None:
    vector = np.array(periodic)
    before, after = sharpe(vector), sharpe(vector * factor)
    if before is not None and after is not None and vector.std() > 1e-9:
        assert after == pytest.approx(before, rel=1e-6, abs=1e-9)


@given(st.lists(st.floats(-0.5, 0.5), min_size=2, max_size=50))
def test_sharpe_of_mirrored_returns_is_its_negative(periodic: list[float]) -> None:
    vector = np.array(periodic)
    before, after = sharpe(vector), sharpe(-vector)
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert after == pytest.approx(-before)


def test_returns_are_relative_to_the_value_before() -> None:
    assert returns(np.array([100, 110, 99])) == pytest.approx([0.1, -0.1])


@pytest.mark.parametrize("values", [[], [5], [0, 5], [10, -1, 5]])
def test_returns_on_no_positive_base_are_empty(values: list[int]) -> None:
    assert returns(np.array(values, np.int64)).size == 0


@pytest.mark.parametrize(
    ("values", "amount", "fraction"),
    [
        pytest.param([], 0, None, id="nothing"),
        pytest.param([100, 110, 120], 0, 0.0, id="never falls"),
        pytest.param([100, 120, 90, 130, 100], 30, 0.25, id="amount ties, the lower peak is the deeper fall"),
        pytest.param([100, 50, 1000, 900], 100, 0.5, id="largest fraction is not the largest amount"),
        pytest.param([-5, -10], 5, None, id="no positive peak"),
        pytest.param([10, -10], 20, 2.0, id="more than all is lost"),
    ],
)
def test_drawdown_is_from_peak_to_a_later_trough(
    values: list[int], amount: int, fraction: float | None
) -> None:
    assert max_drawdown_amount(values) == amount
    assert max_drawdown(values) == fraction


@given(st.lists(money, max_size=25))
def test_drawdown_agrees_with_the_peak_before_every_time(values: list[int]) -> None:
    pairs = [(max(values[: end + 1]), values[end]) for end in range(len(values))]
    assert max_drawdown_amount(values) == max((peak - value for peak, value in pairs), default=0)
    expected = max((Fraction(peak - value, peak) for peak, value in pairs if peak > 0), default=None)
    assert max_drawdown(values) == (None if expected is None else pytest.approx(float(expected)))


def test_round_trip_profit_is_exact_with_fees_and_across_a_reversal() -> None:
    trips = round_trips(
        fills(
            (0, BUY, 100, 10, 1),
            (0, BUY, 100, 12, 1),
            (0, SELL, 300, 13, 30),  # closes 200 and opens a short of 100: a third of the fee opens
            (0, BUY, 100, 9, 5),
        )
    )
    assert trips == [(13 - 10) * 100 + (13 - 12) * 100 - 2 - 20, (13 - 9) * 100 - 10 - 5]


def test_an_open_position_is_no_round_trip() -> None:
    assert round_trips(fills((0, BUY, 100, 10, 0), (0, SELL, 99, 20, 0))) == []


def test_symbols_do_not_close_each_other() -> None:
    assert round_trips(fills((0, BUY, 1, 10, 0), (1, SELL, 1, 20, 0))) == []


def test_broken_fills_count_for_nothing() -> None:
    rows = fills((0, BUY, 1, 10, 0), (0, SELL, 1, 99, 0), (0, SELL, 1, 15, 0))
    rows["state"][1] = FillState.broken
    assert round_trips(rows) == [5]
    assert traded_notional(rows) == 25


@given(fill_rows)
def test_profits_add_up_to_the_cash_when_everything_is_closed(
    rows: list[tuple[int, Side, int, int, int]],
) -> None:
    for symbol in range(3):
        held = sum(qty if side == BUY else -qty for name, side, qty, _, _ in rows if name == symbol)
        if held:
            rows = [*rows, (symbol, SELL if held > 0 else BUY, abs(held), 777, 3)]
    cash = sum((-qty if side == BUY else qty) * price - fee for _, side, qty, price, fee in rows)
    assert sum(round_trips(fills(*rows))) == cash


@given(fill_rows)
def test_buying_and_selling_exchanged_mirrors_gross_profits(
    rows: list[tuple[int, Side, int, int, int]],
) -> None:
    free = [(symbol, side, qty, price, 0) for symbol, side, qty, price, _ in rows]
    mirrored = [(symbol, Side(1 - side), qty, price, 0) for symbol, side, qty, price, _ in free]
    assert round_trips(fills(*mirrored)) == [-profit for profit in round_trips(fills(*free))]


@given(st.lists(money, max_size=40))
def test_win_rate_and_profit_factor_agree_with_their_definition(profits: list[int]) -> None:
    wins, losses = [p for p in profits if p > 0], [p for p in profits if p < 0]
    assert win_rate(profits) == (len(wins) / len(profits) if profits else None)
    assert profit_factor(profits) == (sum(wins) / -sum(losses) if losses else None)


@pytest.mark.parametrize(
    ("profits", "factor"), [([], None), ([5], None), ([0], None), ([-5], 0.0), ([9, -3], 3.0)]
)
def test_profit_factor_without_a_loss_has_no_value(profits: list[int], factor: float | None) -> None:
    assert profit_factor(profits) == factor


@pytest.mark.parametrize(
    ("top", "bottom", "expected"), [(1, 4, 0.25), (-1, 4, -0.25), (1, 0, None), (1, -4, None)]
)
def test_a_ratio_needs_a_positive_base(top: int, bottom: int, expected: float | None) -> None:
    assert ratio(top, bottom) == expected


def test_resampling_takes_the_value_in_force_at_each_whole_minute() -> None:
    times = np.array([30, 60, 90, 150, 200], np.int64) * 10**9
    values = np.array([1, 2, 3, 4, 5], np.int64)
    assert resample(times, values, MINUTE_NS).tolist() == [1, 2, 3, 4, 5]
    assert resample(times[[0, 4]], values[[0, 4]], MINUTE_NS).tolist() == [1, 1, 1, 1, 5]
    assert resample(times[:0], values[:0], MINUTE_NS).tolist() == []


def test_performance_of_a_run_without_trades_has_no_rates() -> None:
    run = sample_run(orders=0, samples=0)
    figures = performance(run)
    assert (figures.total_trades, figures.round_trips, figures.fees, figures.turnover) == (0, 0, 0, 0.0)
    assert (figures.total_return, figures.max_drawdown, figures.profit) == (0.0, 0.0, 0)
    assert (figures.sharpe, figures.win_rate, figures.profit_factor) == (None, None, None)


def test_performance_reads_profit_from_the_summary_and_drawdown_from_the_samples() -> None:
    run = sample_run(orders=40, samples=2)
    equity = np.array([(0, 1_100, 0), (MINUTE_NS, 880, 0)], EQUITY)
    run = replace(run, equity=equity, summary=replace(run.summary, initial_cash=1_000, final_equity=1_050))
    figures = performance(run)
    assert (figures.profit, figures.total_return) == (50, 0.05)
    assert (figures.max_drawdown_amount, figures.max_drawdown) == (220, 0.2)
    kept = run.fills[run.fills["state"] != FillState.broken]
    assert figures.total_trades == kept.size
    assert figures.fees == int(kept["fee"].sum())
    assert figures.turnover == traded_notional(run.fills) / 1_000
