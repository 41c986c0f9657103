"""The pre-trade checks as Python sees them: one row per reason, limits, kill switch, and the way with real orders."""

import threading
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tradewind.orders import OrderRefused, Orders, Status, VenueEvent, VenueKind, Working
from tradewind.risk import Checks, Exposure, Exposures, KillSwitch, Limits, Reason, Verdict
from tradewind.runs import Side

CENT = 10_000_000
LIMITS = Limits(
    max_quantity=1000,
    max_notional=5000 * 10**9,
    collar_bps=100,
    max_position=2000,
    max_open_orders=4,
    max_orders=3,
    rate_window=10**9,
    duplicate_window=10**8,
    trade_without_touch=False,
)


@dataclass(frozen=True)
class Instrument:
    tick: int = CENT
    multiplier: int = 1


@dataclass(frozen=True)
class Touch:
    bid: int = 999 * CENT
    bid_qty: int = 300
    ask: int = 1000 * CENT
    ask_qty: int = 200


SANE: dict[str, Any] = {
    "locate": 3,
    "side": Side.buy,
    "order_qty": 100,
    "price": 1000 * CENT,
    "instrument": Instrument(),
    "touch": Touch(),
    "exposure": Exposure(),
    "now": 0,
}


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, (Reason.ok, 0, 0)),
        ({"order_qty": 0}, (Reason.invalid_quantity, 0, 1)),
        ({"price": -CENT}, (Reason.invalid_price, -CENT, CENT)),
        ({"price": CENT + 1}, (Reason.off_tick, CENT + 1, CENT)),
        ({"instrument": Instrument(tick=0)}, (Reason.bad_instrument, 0, 0)),
        ({"exposure": Exposure(halted=True)}, (Reason.halted, 0, 0)),
        ({"order_qty": 1001}, (Reason.max_quantity, 1001, 1000)),
        ({"order_qty": 501}, (Reason.max_notional, 501 * 1000 * CENT, 5000 * 10**9)),
        ({"touch": Touch(bid_qty=0, ask_qty=0)}, (Reason.no_touch, 0, 0)),
        ({"price": 1011 * CENT}, (Reason.price_collar, 1011 * CENT, 1010 * CENT)),
        ({"exposure": Exposure(position=901, open_buy=1000)}, (Reason.position_limit, 2001, 2000)),
        (
            {"side": Side.sell, "exposure": Exposure(position=-1901)},
            (Reason.position_limit, -2001, -2000),
        ),
        ({"exposure": Exposure(open_orders=4)}, (Reason.open_orders, 5, 4)),
    ],
    ids=lambda value: value[0].name if isinstance(value, tuple) else "",
)
def test_each_limit_has_its_reason_value_and_limit(
    change: dict[str, Any], verdict: tuple[Reason, int, int]
) -> None:
    checks = Checks(LIMITS, KillSwitch())
    assert checks.check_enter(**SANE | change) == Verdict(*verdict)


def test_a_duplicate_and_too_many_orders_are_refused_until_their_windows_pass() -> None:
    checks = Checks(LIMITS, KillSwitch())
    order = {key: SANE[key] for key in ("locate", "side", "order_qty", "price")}
    checks.commit_enter(**order, now=0)
    assert checks.check_enter(**SANE | {"now": 5}) == Verdict(Reason.duplicate, 5, 10**8)
    assert checks.check_enter(**SANE | {"now": 10**8}).passed
    checks.commit_replace(now=1)
    checks.commit_replace(now=2)
    refused = checks.check_enter(**SANE | {"now": 10**9 - 1})
    assert refused == Verdict(Reason.order_rate, 4, 3)
    assert str(refused) == "order_rate: 4, limit 3"
    assert checks.check_enter(**SANE | {"now": 10**9}).passed


def test_a_replace_counts_only_with_what_it_adds() -> None:
    checks = Checks(LIMITS, KillSwitch())
    handed = {key: SANE[key] for key in ("price", "instrument", "touch", "now")}
    exposure = Exposure(position=1800, open_buy=200, open_orders=4)
    working = Working(3, Side.buy, executed=100, open=200)
    assert checks.check_replace(order_qty=300, working=working, exposure=exposure, **handed).passed
    verdict = checks.check_replace(order_qty=301, working=working, exposure=exposure, **handed)
    assert verdict == Verdict(Reason.position_limit, 2001, 2000)


def test_the_kill_switch_of_another_thread_stops_every_order() -> None:
    kill = KillSwitch()
    checks = Checks(LIMITS, kill)
    assert checks.check_enter(**SANE).passed
    thread = threading.Thread(target=kill.set)
    thread.start()
    thread.join()
    assert checks.check_enter(**SANE).reason == Reason.killed
    kill.clear()
    assert checks.check_enter(**SANE).passed


def test_checks_keep_their_kill_switch_alive() -> None:
    checks = Checks(LIMITS, KillSwitch())
    assert all(checks.check_enter(**SANE).passed for _ in range(1000))


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("max_quantity", 0, "max_quantity is 0, must be between 1 and 1000000000000000"),
        ("max_notional", 10**28, "max_notional is beyond 64 bits, must be between 1 and 1e27"),
        ("collar_bps", -1, "collar_bps is -1, must be between 0 and 1000000"),
        ("max_position", -5, "max_position is -5, must be between 1"),
        ("max_open_orders", 0, "max_open_orders is 0, must be between 1"),
        ("max_orders", 0, "max_orders is 0, must be between 1"),
        ("rate_window", 0, "rate_window is 0, must be between 1 and 86400000000000"),
        ("duplicate_window", -1, "duplicate_window is -1, must be between 0"),
    ],
)
def test_a_limit_that_makes_no_sense_names_field_value_and_range(
    field: str, value: int, message: str
) -> None:
    with pytest.raises(ValueError, match=f"risk limits: {message}"):
        Checks(replace(LIMITS, **{field: value}), KillSwitch())  # type: ignore[arg-type]


def test_fractions_and_floats_are_refused_and_never_cut() -> None:
    checks = Checks(LIMITS, KillSwitch())
    for wrong in (1.5, 100.0, "100"):
        with pytest.raises(TypeError):
            checks.check_enter(**SANE | {"order_qty": wrong})


def test_exposure_follows_an_order_through_the_state_machine() -> None:
    orders = Orders(references=8, executions=8)
    exposures = Exposures()
    exposures.set_position(3, 50)
    request = orders.enter(locate=3, side=Side.sell, order_qty=100, price=CENT)
    exposures.apply(request.change)
    assert exposures.of(3) == Exposure(position=50, open_sell=100, open_orders=1)
    for event in (
        VenueEvent(VenueKind.accepted, request.ref, order_qty=100, price=CENT, code="L"),
        VenueEvent(VenueKind.executed, request.ref, match=1, decrement=30, price=CENT, code="A"),
        VenueEvent(VenueKind.canceled, request.ref, decrement=70, code="U"),
    ):
        exposures.apply(orders.apply(event).change)
    exposures.set_halted(3, True)
    assert exposures.of(3) == Exposure(position=20, halted=True)


def test_a_refused_request_says_why() -> None:
    orders = Orders(references=1, executions=8)
    ref = orders.enter(locate=3, side=Side.buy, order_qty=1, price=CENT).ref
    with pytest.raises(OrderRefused, match="enter buy 1: references_exhausted") as refused:
        orders.enter(locate=3, side=Side.buy, order_qty=1, price=CENT)
    assert refused.value.status == Status.references_exhausted
    with pytest.raises(OrderRefused, match=f"cancel order {ref} to 1: nothing_to_cut"):
        orders.cancel(ref, 1)
