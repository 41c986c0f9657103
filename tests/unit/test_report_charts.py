"""Charts and number texts of the report: scales, ticks, thinning, markers, rounding."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.sample_run import CLOSE_NS, OPEN_NS
from tradewind.runs import NEVER, UNITS
from tradewind.series import thin
from tradewind.strategy.report.chart import LEFT, RIGHT, WIDTH, Chart, Line, Marker, draw
from tradewind.strategy.report.scale import Scale, number_ticks, padded, tick_texts, time_ticks
from tradewind.strategy.report.text import MINUS, clock, duration, money, price

# --- charts ------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(-(10**15), 10**15), max_size=300), st.integers(4, 60))
def test_thinning_keeps_ends_and_extremes_within_the_limit(values: list[int], limit: int) -> None:
    vector = np.array(values, np.int64)
    kept = thin(vector, limit)
    assert kept.size <= max(limit, 0)
    assert (np.diff(kept) > 0).all()
    if values:
        assert (kept[0], kept[-1]) == (0, len(values) - 1)
        assert (vector[kept].min(), vector[kept].max()) == (min(values), max(values))
    if len(values) <= limit:
        assert kept.size == len(values)


def test_thinning_below_four_points_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 4, was 3"):
        thin(np.arange(10), 3)


@given(st.floats(-1e9, 1e9), st.floats(1e-3, 1e9))
def test_number_ticks_are_few_round_and_inside(low: float, width: float) -> None:
    high = low + width
    if not width > abs(low) * 1e-9:
        return
    ticks = number_ticks(low, high)
    assert 2 <= len(ticks) <= 6
    slack = width * 1e-6
    assert all(low - slack <= tick <= high + slack for tick in ticks)


def test_tick_texts_have_just_the_places_that_tell_neighbours_apart() -> None:
    assert tick_texts([0.0, 0.05, 0.1]) == ["0.00", "0.05", "0.10"]
    assert tick_texts([-2000.0, 0.0, 2000.0]) == [f"{MINUS}2,000", "0", "2,000"]
    assert tick_texts([999_999.5, 1_000_000.0]) == ["999,999.5", "1,000,000.0"]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (
            OPEN_NS,
            CLOSE_NS,
            ["10:00:00", "11:00:00", "12:00:00", "13:00:00", "14:00:00", "15:00:00", "16:00:00"],
        ),
        (OPEN_NS, OPEN_NS + 8 * 10**9, [f"09:30:0{n}" for n in range(9)]),
        (OPEN_NS + 1, OPEN_NS + 10**9 - 1, []),
    ],
)
def test_time_ticks_are_round_times_of_day(low: int, high: int, expected: list[str]) -> None:
    assert [clock(tick) for tick in time_ticks(low, high)] == expected


@pytest.mark.parametrize("value", [0.0, 5.0, -1e9])
def test_a_flat_series_gets_a_range_around_it(value: float) -> None:
    low, high = padded(value, value)
    assert low < value < high


def test_points_are_drawn_inside_the_frame_first_left_last_right() -> None:
    line = Line("x", np.array([0, 5, 10]) * 10**9, np.array([1.0, 9.0, 5.0]), "main")
    svg = draw(Chart("t", "y", str, [line]))
    path = re.search(r'class="line main" d="([^"]*)"', svg)
    assert path is not None
    points = [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", path.group(1))]
    assert [x for x, _ in points] == [LEFT, (LEFT + WIDTH - RIGHT) / 2, WIDTH - RIGHT]
    assert points[0][1] > points[2][1] > points[1][1]  # a larger value is higher, which is a smaller y


def test_markers_widen_the_range_of_the_axis() -> None:
    line = Line("x", np.array([0, 10]) * 10**9, np.array([1.0, 2.0]), "main")
    svg = draw(Chart("t", "y", str, [line], markers=[Marker(5 * 10**9, 40.0, True, "buy", "far away")]))
    tip = re.search(r'points="[\d.]+,([\d.]+)', svg)
    assert tip is not None
    assert 12 <= float(tip.group(1)) < 60


@pytest.mark.parametrize("up", [True, False])
def test_a_marker_touches_its_price_from_below_when_up_and_from_above_when_down(up: bool) -> None:
    line = Line("x", np.array([0, 10]) * 10**9, np.array([1.0, 2.0]), "main")
    svg = draw(Chart("t", "y", str, [line], markers=[Marker(0, 1.5, up, "buy", "here")]))
    points = re.search(r'points="([^"]*)"', svg)
    assert points is not None
    tip, *base = (float(point.partition(",")[2]) for point in points.group(1).split())
    assert all((y > tip) == up for y in base)


def test_a_scale_is_linear() -> None:
    scale = Scale(10, 20, 100, 0)
    assert (scale(10), scale(15), scale(20)) == (100, 50, 0)


# --- text --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        (0, "0.00"),
        (1_234_567_890_000_000, "1,234,567.89"),
        (-5_000_000, f"{MINUS}0.01"),
        (-4_999_999, "0.00"),
        (4_999_999, "0.00"),
        (10**28, "10,000,000,000,000,000,000.00"),
    ],
)
def test_money_is_rounded_exactly(units: int, expected: str) -> None:
    assert money(units) == expected


def test_a_gain_can_carry_its_sign() -> None:
    assert (money(UNITS, signed=True), money(0, signed=True)) == ("+1.00", "0.00")


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        (585_690_000_000, "585.69"),
        (100_000_000, "0.10"),
        (123_400_000, "0.1234"),
        (-1, f"{MINUS}0.000000001"),
    ],
)
def test_a_price_shows_every_digit_it_has(units: int, expected: str) -> None:
    assert price(units) == expected


def test_times_of_day_are_cut_not_rounded_and_run_past_midnight() -> None:
    assert clock(86_399_999_999_999, places=3) == "23:59:59.999"
    assert clock(90_000 * 10**9) == "25:00:00"
    assert clock(NEVER) == "\N{EN DASH}"


@pytest.mark.parametrize(
    ("ns", "expected"),
    [
        (0, "0 ns"),
        (999, "999 ns"),
        (1_000, "1.00 µs"),
        (18_400, "18.4 µs"),
        (2_500_000, "2.50 ms"),
        (10**10, "10.0 s"),
    ],
)
def test_durations_have_three_digits_and_a_unit(ns: int, expected: str) -> None:
    assert duration(ns) == expected
