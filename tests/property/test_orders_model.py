"""The order state machine against a venue that crosses messages, and a model that only adds executions up."""

from collections.abc import Callable
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from support.crossing_venue import Cancel, CrossingVenue, Enter, Replace
from tradewind.ledger import Account, FeeRate, FeeSchedule, Ledger
from tradewind.orders import (
    Fill,
    FillKind,
    OrderRefused,
    Orders,
    Outcome,
    Result,
    State,
    Status,
    VenueEvent,
    VenueKind,
)
from tradewind.risk import Exposures
from tradewind.runs import Side

CASH = 10**15
FEES = FeeSchedule(added=FeeRate(-2_000_001), removed=FeeRate(3_000_000, 27_800), other=FeeRate(1_000_000))
OPEN = (State.pending_new, State.live, State.in_doubt)
QTY = st.integers(1, 500)
PRICE = st.integers(1, 10**11)
SELDOM = st.integers(0, 7).map(lambda n: n == 5)
ANSWER = st.sampled_from(["usual", "usual", "usual", "reject", "dead", "later"])


class _Instrument:
    locate: ClassVar[int] = 7
    multiplier: ClassVar[int] = 3


class OrdersAgainstVenue(RuleBasedStateMachine):
    """Client and venue act in any order; messages in each direction arrive in the order in which they were sent."""

    def __init__(self) -> None:
        super().__init__()
        self.venue = CrossingVenue()
        self.orders = Orders(references=2000, executions=4000)
        self.ledger = Ledger([_Instrument()], fills=4000, fees=FEES, opening_cash=CASH)
        self.exposures = Exposures()
        self.heard: dict[
            int, tuple[int, Side, int]
        ] = {}  # match -> chain, side, quantity; broken ones are gone
        self.delivered: list[VenueEvent] = []
        self.refs: list[int] = []
        self.overfilled: set[int] = set()  # chains in which the venue broke its own rules
        self.matches = 0

    # --- what the client does -----------------------------------------------------------------------------------

    def some_ref(self, data: st.DataObject) -> int:
        """Draw a reference, most often one that is open."""
        open_refs = [ref for ref in self.refs if (o := self.orders.order(ref)) and o.state in OPEN]
        any_ref = not open_refs or data.draw(SELDOM)
        return data.draw(st.sampled_from(self.refs if any_ref else open_refs))

    @rule(side=st.sampled_from(Side), qty=QTY, price=PRICE, until_live=st.booleans())
    def enter(self, side: Side, qty: int, price: int, until_live: bool) -> None:
        request = self.orders.enter(locate=7, side=side, order_qty=qty, price=price)
        self.exposures.apply(request.change)
        self.refs.append(request.ref)
        self.venue.requests.append(Enter(request.ref, side, qty, price))
        while until_live and self.venue.requests:
            self.venue.take("usual")
        if until_live:
            self.deliver_everything()

    @precondition(lambda self: self.refs)
    @rule(data=st.data(), total=st.just(0) | st.integers(0, 400))
    def cancel(self, data: st.DataObject, total: int) -> None:
        ref = self.some_ref(data)
        order = self.orders.order(ref)
        assert order is not None
        if order.state not in OPEN or (total >= order.order_qty and total > 0):
            expected = Status.not_open if order.state not in OPEN else Status.nothing_to_cut
            with pytest.raises(OrderRefused) as refused:
                self.orders.cancel(ref, total)
            assert refused.value.status == expected
            return
        self.orders.cancel(ref, total)
        self.venue.requests.append(Cancel(ref, total))

    @precondition(lambda self: self.refs)
    @rule(data=st.data(), total=QTY, price=PRICE)
    def replace(self, data: st.DataObject, total: int, price: int) -> None:
        orig = self.some_ref(data)
        try:
            request = self.orders.replace(orig, order_qty=total, price=price)
        except OrderRefused as refused:
            assert refused.status in (Status.not_open, Status.too_many_in_flight)  # noqa: PT017
            return
        self.exposures.apply(request.change)
        self.refs.append(request.ref)
        self.venue.requests.append(Replace(orig, request.ref, total, price))

    # --- what the venue does ------------------------------------------------------------------------------------

    @precondition(lambda self: self.venue.requests)
    @rule(answers=st.lists(ANSWER, min_size=1, max_size=4))
    def take_requests(self, answers: list[str]) -> None:
        for answer in answers[: len(self.venue.requests)]:
            self.venue.take(answer)

    @precondition(lambda self: self.venue.live())
    @rule(data=st.data(), price=PRICE, all_of_it=SELDOM)
    def execute(self, data: st.DataObject, price: int, all_of_it: bool) -> None:
        ref = data.draw(st.sampled_from(self.venue.live()))
        most = self.venue.resting[ref].open
        qty = most if all_of_it else data.draw(st.integers(1, most))
        self.matches += 1
        self.venue.execute(ref, qty, price, self.matches)

    @precondition(lambda self: self.venue.live())
    @rule(data=st.data(), price=PRICE, beyond=st.integers(1, 50), now=SELDOM)
    def overfill(self, data: st.DataObject, price: int, beyond: int, now: bool) -> None:
        if not now:
            return
        ref = data.draw(st.sampled_from(self.venue.live()))
        order = self.venue.resting[ref]
        self.overfilled.add(order.chain)
        self.matches += 1
        self.venue.execute(ref, order.open + beyond, price, self.matches)

    @precondition(lambda self: self.venue.resting)
    @rule(data=st.data(), qty=st.integers(1, 50), price=PRICE, now=SELDOM)
    def fill_what_is_done(self, data: st.DataObject, qty: int, price: int, now: bool) -> None:
        done = [ref for ref, order in self.venue.resting.items() if not order.live]
        if not done or not now:
            return
        ref = data.draw(st.sampled_from(done))
        self.overfilled.add(self.venue.resting[ref].chain)
        self.matches += 1
        self.venue.execute(ref, qty, price, self.matches)

    @precondition(lambda self: self.venue.live())
    @rule(data=st.data(), kind=st.sampled_from(["aiq", "expire", "modify", "priority", "restate"]))
    def change_what_rests(self, data: st.DataObject, kind: str) -> None:
        ref = data.draw(st.sampled_from(self.venue.live()))
        most = self.venue.resting[ref].open
        if kind == "aiq":
            self.venue.reduce(ref, data.draw(st.integers(1, most)), VenueKind.aiq_canceled)
        elif kind == "expire":
            self.venue.reduce(ref, most, VenueKind.expired)
        elif kind == "modify":
            self.venue.modify(ref, data.draw(st.integers(0, most)))
        elif kind == "priority":
            self.venue.say(VenueKind.priority_changed, ref, price=123, order_ref=5000 + ref)
        else:
            self.venue.say(VenueKind.restated, ref, code="R")

    @precondition(lambda self: any(o.cancel_to is not None for o in self.venue.resting.values()))
    @rule(data=st.data(), grant=st.booleans())
    def answer_cancel(self, data: st.DataObject, grant: bool) -> None:
        waiting = [ref for ref, order in self.venue.resting.items() if order.cancel_to is not None]
        self.venue.answer_cancel(data.draw(st.sampled_from(waiting)), grant)

    @precondition(lambda self: any(not t.broken for t in self.venue.trades.values()))
    @rule(data=st.data(), corrects=st.booleans(), qty=QTY, price=PRICE)
    def bust_or_correct(self, data: st.DataObject, corrects: bool, qty: int, price: int) -> None:
        match = data.draw(st.sampled_from([m for m, t in self.venue.trades.items() if not t.broken]))
        if corrects:
            self.venue.correct(match, qty, price)
        else:
            self.venue.bust(match)

    # --- what arrives -------------------------------------------------------------------------------------------

    @precondition(lambda self: self.venue.answers)
    @rule(n=st.integers(1, 5))
    def deliver(self, n: int) -> None:
        for _ in range(min(n, len(self.venue.answers))):
            event = self.venue.answers.popleft()
            self.delivered.append(event)
            self._hear(event)

    @precondition(lambda self: self.delivered)
    @rule(data=st.data())
    def deliver_an_execution_or_break_again(self, data: st.DataObject) -> None:
        again = [e for e in self.delivered if e.kind in (VenueKind.executed, VenueKind.broken)]
        if not again:
            return
        before = (self.ledger.position(7), self.exposures.of(7))
        outcome = self._apply(data.draw(st.sampled_from(again)))
        assert outcome.result == Result.duplicate
        assert not outcome.applied
        assert (self.ledger.position(7), self.exposures.of(7)) == before

    @rule(now=SELDOM)
    def lose_the_connection(self, now: bool) -> None:
        if not now:
            return
        self.orders.disconnect()
        self.venue.requests.clear()  # what had not arrived never will
        with pytest.raises(OrderRefused):
            self.orders.enter(locate=7, side=Side.buy, order_qty=1, price=1)
        self.deliver_everything()  # the replay
        for outcome in self.orders.resolve(self.venue.next_ref):
            self.exposures.apply(outcome.change)

    def deliver_everything(self) -> None:
        while self.venue.answers:
            self.deliver(len(self.venue.answers))

    def _apply(self, event: VenueEvent) -> Outcome:
        outcome = self.orders.apply(event)
        self.exposures.apply(outcome.change)
        self.ledger.post(outcome.fill)
        return outcome

    def _hear(self, event: VenueEvent) -> None:
        chain = self.venue.resting[event.ref].chain if event.ref in self.venue.resting else 0
        outcome = self._apply(event)
        allowed = {Result.applied, Result.stale}
        if event.kind == VenueKind.corrected:
            allowed.add(Result.duplicate)  # it may correct an execution to what it already is
        if chain in self.overfilled:
            allowed |= {Result.overfill, Result.late_fill, Result.quantity_mismatch}
        assert outcome.result in allowed, (event, outcome)
        assert (outcome.fill is not None) == (
            event.kind in (VenueKind.executed, VenueKind.broken, VenueKind.corrected) and outcome.applied
        )
        if event.kind == VenueKind.executed:
            self.heard[event.match] = (chain, self.venue.resting[event.ref].side, event.decrement)
        elif event.kind == VenueKind.broken:
            del self.heard[event.match]
        elif event.kind == VenueKind.corrected:
            self.heard[event.match] = (*self.heard[event.match][:2], event.decrement)

    # --- what must hold after every step ------------------------------------------------------------------------

    @invariant()
    def executions_add_up(self) -> None:
        position = 0
        executed: dict[int, int] = {}
        for chain, side, qty in self.heard.values():
            executed[chain] = executed.get(chain, 0) + qty
            position += qty if side is Side.buy else -qty
        for ref in self.refs:
            order = self.orders.order(ref)
            assert order is not None
            assert order.executed == executed.get(order.root, 0)
            assert order.leaves >= 0
            assert order.leaves == 0 or order.state in OPEN
        assert self.ledger.position(7).qty == position
        assert self.exposures.of(7).position == position

    @invariant()
    def the_ledger_balances(self) -> None:
        assert self.ledger.balanced
        assert sum(self.ledger.balance(account) for account in Account.__members__.values()) == 0

    @invariant()
    def exposure_is_the_sum_of_the_chains(self) -> None:
        exposure = self.exposures.of(7)
        chains = {
            o.root: w
            for ref in self.refs
            if (o := self.orders.order(ref)) and (w := self.orders.working(ref))
        }
        assert exposure.open_buy == sum(w.open for w in chains.values() if w.side is Side.buy)
        assert exposure.open_sell == sum(w.open for w in chains.values() if w.side is Side.sell)
        open_roots = {o.root for ref in self.refs if (o := self.orders.order(ref)) and o.state in OPEN}
        assert exposure.open_orders == len(open_roots)

    @invariant()
    def the_worst_case_covers_what_the_venue_may_still_do(self) -> None:
        if any(e.kind in (VenueKind.broken, VenueKind.corrected) for e in self.venue.answers):
            return  # what was executed is about to change
        for order in self.venue.resting.values():
            if order.chain in self.overfilled:
                continue
            mine, chain = self.orders.order(order.chain), self.orders.working(order.chain)
            assert mine is not None
            assert chain is not None
            done = sum(t.qty for t in self.venue.trades.values() if t.chain == order.chain and not t.broken)
            assert mine.executed + chain.open >= done + order.open

    @invariant()
    def with_nothing_on_the_way_both_sides_agree(self) -> None:
        if self.venue.requests or self.venue.answers:
            return
        for ref in self.refs:
            mine = self.orders.order(ref)
            theirs = self.venue.resting.get(ref)
            assert mine is not None
            if theirs is None or not theirs.live:
                assert mine.state == State.done, (mine, theirs)
                continue
            assert mine.state == State.live
            assert mine.leaves == theirs.open
            if theirs.chain not in self.overfilled:
                assert mine.order_qty == self.venue.gross[theirs.chain] + theirs.open
            assert mine.replaces_in_flight == 0
            assert theirs.cancel_to is not None or not mine.cancel_pending

    # --- the end of the day -------------------------------------------------------------------------------------

    def teardown(self) -> None:
        self.deliver_everything()
        for outcome in self.orders.end_of_day():
            self.exposures.apply(outcome.change)
        exposure = self.exposures.of(7)
        assert (exposure.open_buy, exposure.open_sell, exposure.open_orders) == (0, 0, 0)
        for match, trade in self.venue.trades.items():
            if not trade.broken:
                self._hear(VenueEvent(VenueKind.broken, trade.ref, match=match))
        position = self.ledger.position(7)
        assert (position.qty, position.cost, position.realised, position.fees, position.traded) == (
            0,
            0,
            0,
            0,
            0,
        )
        assert self.ledger.balance(Account.cash) == CASH
        assert self.ledger.balance(Account.equity) == -CASH
        assert self.exposures.of(7).position == 0
        assert self.orders.count(Result.impossible) == 0
        assert self.orders.count(Result.unknown_order) == 0


TestOrdersAgainstVenue = OrdersAgainstVenue.TestCase
TestOrdersAgainstVenue.settings = settings(
    max_examples=100, stateful_step_count=60, suppress_health_check=[HealthCheck.too_slow]
)


@pytest.mark.deep
def test_orders_against_a_crossing_venue_at_length(record_property: Callable[[str, object], None]) -> None:
    examples = 3000
    run_state_machine_as_test(
        OrdersAgainstVenue,
        settings=settings(
            max_examples=examples, stateful_step_count=150, suppress_health_check=[HealthCheck.too_slow]
        ),
    )
    record_property("count", examples)


def test_a_fill_names_what_the_ledger_must_post() -> None:
    orders = Orders(references=10, executions=10)
    ref = orders.enter(locate=7, side=Side.sell, order_qty=100, price=10**10).ref
    orders.apply(VenueEvent(VenueKind.accepted, ref, order_qty=100, price=10**10, code="L"))
    outcome = orders.apply(
        VenueEvent(VenueKind.executed, ref, match=2**63, decrement=40, price=10**10 + 1, code="A", time=99)
    )
    assert outcome.fill == Fill(FillKind.fill, Side.sell, "A", 7, ref, 2**63, 40, 10**10 + 1, 99)
