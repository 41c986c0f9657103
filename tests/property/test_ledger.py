"""The ledger against books kept with fractions: every figure after every fill, break and correction."""

from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.ledger import (
    Account,
    FeeRate,
    FeeSchedule,
    Ledger,
    Position,
    Posted,
    PostingRefused,
)
from tradewind.orders import Fill, FillKind
from tradewind.runs import Side

CASH = 10**20
FEES = FeeSchedule(
    added=FeeRate(-2_000_001, 13), removed=FeeRate(3_000_000, 27_801), other=FeeRate(notional_ppb=-77)
)
RATES = {"A": FEES.added, "R": FEES.removed, "O": FEES.other}


@dataclass(frozen=True)
class Instrument:
    locate: int
    multiplier: int


INSTRUMENTS = (Instrument(3, 1), Instrument(40000, 50))


@dataclass(frozen=True)
class Trade:
    instrument: Instrument
    side: Side
    liquidity: str
    qty: int
    price: int


@dataclass
class NaiveBooks:
    """One instrument's books, from its trades alone. `exact` rounds nothing, the other figures as the ledger says."""

    qty: int = 0
    cost: int = 0
    realised: int = 0
    fees: int = 0
    traded: int = 0
    exact_cost: Fraction = Fraction(0)

    def take(self, trade: Trade) -> None:
        """Book one trade: close against what is held, then open the rest."""
        signed = trade.qty if trade.side is Side.buy else -trade.qty
        unit = trade.price * trade.instrument.multiplier
        rate = RATES[trade.liquidity]
        self.traded += trade.qty * unit
        self.fees += trade.qty * rate.per_lot + _nearest(
            Fraction(trade.qty * unit * rate.notional_ppb, 10**9)
        )
        closed = min(abs(signed), abs(self.qty)) if self.qty * signed < 0 else 0
        if closed:
            direction = 1 if signed > 0 else -1
            out = int(Fraction(self.cost * closed, abs(self.qty)))  # toward zero
            self.exact_cost -= self.exact_cost * closed / abs(self.qty)
            self.realised += -direction * closed * unit - out
            self.cost -= out
            self.qty += direction * closed
            signed -= direction * closed
        self.qty += signed
        self.cost += signed * unit
        self.exact_cost += signed * unit


def _nearest(value: Fraction) -> int:
    """Halves away from zero."""
    return int(value + Fraction(1, 2)) if value >= 0 else -int(-value + Fraction(1, 2))


TRADES = st.builds(
    Trade,
    instrument=st.sampled_from(INSTRUMENTS),
    side=st.sampled_from(Side),
    liquidity=st.sampled_from("ARO"),
    qty=st.integers(1, 1000) | st.integers(1, 10**12),
    price=st.integers(0, 1000) | st.integers(0, 10**13),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("fill"), TRADES, st.just(0)),
        st.tuples(st.just("bust"), TRADES, st.integers(0, 10**6)),
        st.tuples(st.just("correct"), TRADES, st.integers(0, 10**6)),
    ),
    max_size=40,
)


def post(ledger: Ledger, kind: FillKind, match: int, trade: Trade, price: int, qty: int) -> None:
    ledger.post(Fill(kind, trade.side, trade.liquidity, trade.instrument.locate, 1, match, qty, price, match))


def check(ledger: Ledger, trades: dict[int, Trade]) -> None:
    """Compare every figure with the naive books of the trades that stand."""
    cash = CASH
    for instrument in INSTRUMENTS:
        books = NaiveBooks()
        closes = 0
        for trade in trades.values():
            if trade.instrument is instrument:
                books.take(trade)
                closes += 1
        p = ledger.position(instrument.locate)
        assert (p.qty, p.cost, p.realised, p.fees, p.traded) == (
            books.qty,
            books.cost,
            books.realised,
            books.fees,
            books.traded,
        )
        assert abs(p.cost - books.exact_cost) <= closes, "each close may keep less than one unit"
        assert p.unrealised(12345) == 12345 * p.qty * instrument.multiplier - p.cost
        held = p.qty * instrument.multiplier
        assert p.average_price == (_nearest(Fraction(p.cost, held)) if held else 0)
        cash += p.realised - p.cost - p.fees
    assert ledger.balance(Account.cash) == cash
    assert ledger.balance(Account.equity) == -CASH
    assert ledger.balanced


@given(steps=STEPS)
@settings(max_examples=300)
def test_every_figure_equals_the_naive_books_after_every_step(
    steps: list[tuple[str, Trade, int]],
) -> None:
    ledger = Ledger(INSTRUMENTS, fills=64, fees=FEES, opening_cash=CASH, journal=512)
    trades: dict[int, Trade] = {}
    for match, (what, trade, pick) in enumerate(steps):
        standing = sorted(trades)
        if what == "fill" or not standing:
            post(ledger, FillKind.fill, match, trade, trade.price, trade.qty)
            trades[match] = trade
            check(ledger, trades)
            continue
        chosen = standing[pick % len(standing)]
        old = trades[chosen]
        if what == "bust":
            post(ledger, FillKind.bust, chosen, old, 0, 0)
            del trades[chosen]
        elif (old.qty, old.price) != (trade.qty, trade.price):
            post(ledger, FillKind.correction, chosen, old, trade.price, trade.qty)
            trades[chosen] = Trade(old.instrument, old.side, old.liquidity, trade.qty, trade.price)
        check(ledger, trades)


@given(trades=st.lists(TRADES, max_size=30), order=st.randoms(use_true_random=False))
def test_breaking_everything_in_any_order_returns_to_the_start(trades: list[Trade], order: object) -> None:
    ledger = Ledger(INSTRUMENTS, fills=64, fees=FEES, opening_cash=CASH)
    start = ledger.positions()
    for match, trade in enumerate(trades):
        post(ledger, FillKind.fill, match, trade, trade.price, trade.qty)
    matches = list(range(len(trades)))
    order.shuffle(matches)  # type: ignore[attr-defined]
    for match in matches:
        post(ledger, FillKind.bust, match, trades[match], 0, 0)
        assert ledger.balanced
    assert ledger.positions() == start
    assert ledger.balance(Account.cash) == CASH
    assert ledger.balance(Account.fees) == 0


@given(trades=st.lists(TRADES, min_size=1, max_size=30))
def test_the_journal_alone_gives_the_balances_and_each_transaction_sums_to_zero(trades: list[Trade]) -> None:
    ledger = Ledger(INSTRUMENTS, fills=64, fees=FEES, opening_cash=CASH)
    for match, trade in enumerate(trades):
        post(ledger, FillKind.fill, match, trade, trade.price, trade.qty)
    sums: dict[int, int] = {}
    balances: dict[str, int] = {}
    for entry in ledger.entries():
        sums[entry.transaction] = sums.get(entry.transaction, 0) + entry.amount
        balances[entry.account.name] = balances.get(entry.account.name, 0) + entry.amount
    assert set(sums.values()) == {0}
    for name, account in Account.__members__.items():
        assert ledger.balance(account) == balances.get(name, 0)


def test_lines_that_were_overwritten_are_an_error_and_not_a_gap() -> None:
    ledger = Ledger([Instrument(1, 1)], fills=64, journal=8)
    trade = Trade(Instrument(1, 1), Side.buy, "R", 1, 100)
    for match in range(10):
        post(ledger, FillKind.fill, match, trade, 100, 1)
    assert ledger.next_line == 20
    assert [entry.match for entry in ledger.entries(since=18)] == [9, 9]
    with pytest.raises(IndexError, match=r"journal line 0 is not in \[12, 20\)"):
        ledger.entries()


def test_what_cannot_be_posted_says_which_fill_and_why() -> None:
    ledger = Ledger([Instrument(1, 1)], fills=64)
    with pytest.raises(PostingRefused, match="bust 5 of instrument 1: unknown_fill") as refused:
        ledger.post(Fill(FillKind.bust, Side.buy, "", 1, 1, 5, 0, 0, 0))
    assert refused.value.posted == Posted.unknown_fill
    with pytest.raises(KeyError):
        ledger.position(2)
    ledger.post(None)
    assert ledger.positions() == [Position(1, 1, 0, 0, 0, 0, 0, 0, 0, 0)]


@pytest.mark.parametrize("cash", [0, 1, -1, 2**63, -(2**63) - 1, 2**64, 10**27, -(10**27)])
def test_money_beyond_64_bits_crosses_exactly(cash: int) -> None:
    assert Ledger([Instrument(1, 1)], fills=8, opening_cash=cash).balance(Account.cash) == cash


def test_set_up_errors_name_field_value_and_limit() -> None:
    with pytest.raises(ValueError, match="ledger: fills is 0, must be between 1 and 268435456"):
        Ledger([Instrument(1, 1)], fills=0)
    with pytest.raises(ValueError, match="ledger: locate is 1, must be named once"):
        Ledger([Instrument(1, 1), Instrument(1, 1)], fills=1)
    with pytest.raises(OverflowError, match="128 bits"):
        Ledger([Instrument(1, 1)], fills=1, opening_cash=10**40)
