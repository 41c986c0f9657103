"""
Order state machine and ledger; see tradewind.orders and .ledger.
"""
from __future__ import annotations
import typing
__all__: list[str] = ['Account', 'DoneReason', 'FillKind', 'Ledger', 'Order', 'Orders', 'Posted', 'Result', 'Rule', 'SellMark', 'State', 'Status', 'VenueKind', 'rule_for']
class State:
    """
    Where an order reference is.
    
    Members:
    
      none
    
      pending_new
    
      live
    
      done
    
      in_doubt
    """
    __members__: typing.ClassVar[dict[str, State]]
    done: typing.ClassVar[State]
    in_doubt: typing.ClassVar[State]
    live: typing.ClassVar[State]
    none: typing.ClassVar[State]
    pending_new: typing.ClassVar[State]
    @typing.overload
    def __eq__(self, other: State) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: State) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: typing.Any) -> None:
        ...
    def __getstate__(self) -> int:
        ...
    @typing.overload
    def __gt__(self, other: State) -> bool:
        ...
    @typing.overload
    def __gt__(self, other: typing.Any) -> None:
        ...
    def __hash__(self) -> int:
        ...
    def __index__(self) -> int:
        ...
    def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __int__(self) -> int:
        ...
    @typing.overload
    def __le__(self, other: State) -> bool:
        ...
    @typing.overload
    def __le__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __lt__(self, other: State) -> bool:
        ...
    @typing.overload
    def __lt__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __ne__(self, other: State) -> bool:
        ...
    @typing.overload
    def __ne__(self, other: typing.Any) -> bool:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __str__(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def value(self) -> int:
        ...
class VenueKind:
    """
    Kinds of venue message, named as in OUCH 5.0.
    
    Members:
    
      accepted
    
      replaced
    
      canceled
    
      aiq_canceled
    
      executed
    
      broken
    
      corrected
    
      rejected
    
      cancel_pending
    
      cancel_rejected
    
      priority_changed
    
      modified
    
      restated
    
      expired
    """
    __members__: typing.ClassVar[dict[str, VenueKind]]
    accepted: typing.ClassVar[VenueKind]
    aiq_canceled: typing.ClassVar[VenueKind]
    broken: typing.ClassVar[VenueKind]
    cancel_pending: typing.ClassVar[VenueKind]
    cancel_rejected: typing.ClassVar[VenueKind]
    canceled: typing.ClassVar[VenueKind]
    corrected: typing.ClassVar[VenueKind]
    executed: typing.ClassVar[VenueKind]
    expired: typing.ClassVar[VenueKind]
    modified: typing.ClassVar[VenueKind]
    priority_changed: typing.ClassVar[VenueKind]
    rejected: typing.ClassVar[VenueKind]
    replaced: typing.ClassVar[VenueKind]
    restated: typing.ClassVar[VenueKind]
    @typing.overload
    def __eq__(self, other: VenueKind) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: VenueKind) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: typing.Any) -> None:
        ...
    def __getstate__(self) -> int:
        ...
    @typing.overload
    def __gt__(self, other: VenueKind) -> bool:
        ...
    @typing.overload
    def __gt__(self, other: typing.Any) -> None:
        ...
    def __hash__(self) -> int:
        ...
    def __index__(self) -> int:
        ...
    def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __int__(self) -> int:
        ...
    @typing.overload
    def __le__(self, other: VenueKind) -> bool:
        ...
    @typing.overload
    def __le__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __lt__(self, other: VenueKind) -> bool:
        ...
    @typing.overload
    def __lt__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __ne__(self, other: VenueKind) -> bool:
        ...
    @typing.overload
    def __ne__(self, other: typing.Any) -> bool:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __str__(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def value(self) -> int:
        ...
class Result:
    """
    What became of one venue event.
    
    Members:
    
      applied
    
      overfill
    
      late_fill
    
      early_fill
    
      revived
    
      quantity_mismatch
    
      duplicate
    
      stale
    
      unknown_order
    
      unknown_execution
    
      impossible
    """
    __members__: typing.ClassVar[dict[str, Result]]
    applied: typing.ClassVar[Result]
    duplicate: typing.ClassVar[Result]
    early_fill: typing.ClassVar[Result]
    impossible: typing.ClassVar[Result]
    late_fill: typing.ClassVar[Result]
    overfill: typing.ClassVar[Result]
    quantity_mismatch: typing.ClassVar[Result]
    revived: typing.ClassVar[Result]
    stale: typing.ClassVar[Result]
    unknown_execution: typing.ClassVar[Result]
    unknown_order: typing.ClassVar[Result]
    @typing.overload
    def __eq__(self, other: Result) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: Result) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: typing.Any) -> None:
        ...
    def __getstate__(self) -> int:
        ...
    @typing.overload
    def __gt__(self, other: Result) -> bool:
        ...
    @typing.overload
    def __gt__(self, other: typing.Any) -> None:
        ...
    def __hash__(self) -> int:
        ...
    def __index__(self) -> int:
        ...
    def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __int__(self) -> int:
        ...
    @typing.overload
    def __le__(self, other: Result) -> bool:
        ...
    @typing.overload
    def __le__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __lt__(self, other: Result) -> bool:
        ...
    @typing.overload
    def __lt__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __ne__(self, other: Result) -> bool:
        ...
    @typing.overload
    def __ne__(self, other: typing.Any) -> bool:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __str__(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def value(self) -> int:
        ...
class Rule:
    """
    What a cell of the table tells the state machine to do.
    
    Members:
    
      unknown
    
      impossible
    
      stale
    
      accept
    
      revive
    
      replace
    
      fill
    
      early_fill
    
      late_fill
    
      reduce
    
      expire
    
      reject
    
      bust
    
      correct
    
      cancel_taken
    
      cancel_refused
    
      reprioritise
    
      modify
    
      restate
    """
    __members__: typing.ClassVar[dict[str, Rule]]
    accept: typing.ClassVar[Rule]
    bust: typing.ClassVar[Rule]
    cancel_refused: typing.ClassVar[Rule]
    cancel_taken: typing.ClassVar[Rule]
    correct: typing.ClassVar[Rule]
    early_fill: typing.ClassVar[Rule]
    expire: typing.ClassVar[Rule]
    fill: typing.ClassVar[Rule]
    impossible: typing.ClassVar[Rule]
    late_fill: typing.ClassVar[Rule]
    modify: typing.ClassVar[Rule]
    reduce: typing.ClassVar[Rule]
    reject: typing.ClassVar[Rule]
    replace: typing.ClassVar[Rule]
    reprioritise: typing.ClassVar[Rule]
    restate: typing.ClassVar[Rule]
    revive: typing.ClassVar[Rule]
    stale: typing.ClassVar[Rule]
    unknown: typing.ClassVar[Rule]
    @typing.overload
    def __eq__(self, other: Rule) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: Rule) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: typing.Any) -> None:
        ...
    def __getstate__(self) -> int:
        ...
    @typing.overload
    def __gt__(self, other: Rule) -> bool:
        ...
    @typing.overload
    def __gt__(self, other: typing.Any) -> None:
        ...
    def __hash__(self) -> int:
        ...
    def __index__(self) -> int:
        ...
    def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __int__(self) -> int:
        ...
    @typing.overload
    def __le__(self, other: Rule) -> bool:
        ...
    @typing.overload
    def __le__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __lt__(self, other: Rule) -> bool:
        ...
    @typing.overload
    def __lt__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __ne__(self, other: Rule) -> bool:
        ...
    @typing.overload
    def __ne__(self, other: typing.Any) -> bool:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __str__(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def value(self) -> int:
        ...
class Status:
    """
    Why a request was not made into a message.
    
    Members:
    
      ok
    
      unknown_order
    
      not_open
    
      bad_quantity
    
      nothing_to_cut
    
      too_many_in_flight
    
      references_exhausted
    
      executions_exhausted
    
      disconnected
    """
    __members__: typing.ClassVar[dict[str, Status]]
    bad_quantity: typing.ClassVar[Status]
    disconnected: typing.ClassVar[Status]
    executions_exhausted: typing.ClassVar[Status]
    not_open: typing.ClassVar[Status]
    nothing_to_cut: typing.ClassVar[Status]
    ok: typing.ClassVar[Status]
    references_exhausted: typing.ClassVar[Status]
    too_many_in_flight: typing.ClassVar[Status]
    unknown_order: typing.ClassVar[Status]
    @typing.overload
    def __eq__(self, other: Status) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: Status) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: typing.Any) -> None:
        ...
    def __getstate__(self) -> int:
        ...
    @typing.overload
    def __gt__(self, other: Status) -> bool:
        ...
    @typing.overload
    def __gt__(self, other: typing.Any) -> None:
        ...
    def __hash__(self) -> int:
        ...
    def __index__(self) -> int:
        ...
    def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __int__(self) -> int:
        ...
    @typing.overload
    def __le__(self, other: Status) -> bool:
        ...
    @typing.overload
    def __le__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __lt__(self, other: Status) -> bool:
        ...
    @typing.overload
    def __lt__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __ne__(self, other: Status) -> bool:
        ...
    @typing.overload
    def __ne__(self, other: typing.Any) -> bool:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __str__(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def value(self) -> int:
        ...
class DoneReason:
    """
    Why an order is done.
    
    Members:
    
      none
    
      filled
    
      canceled
    
      self_match
    
      expired
    
      rejected
    
      dead_on_arrival
    
      replaced
    
      orphaned
    
      never_live
    
      never_arrived
    
      day_end
    """
    __members__: typing.ClassVar[dict[str, DoneReason]]
    canceled: typing.ClassVar[DoneReason]
    day_end: typing.ClassVar[DoneReason]
    dead_on_arrival: typing.ClassVar[DoneReason]
    expired: typing.ClassVar[DoneReason]
    filled: typing.ClassVar[DoneReason]
    never_arrived: typing.ClassVar[DoneReason]
    never_live: typing.ClassVar[DoneReason]
    none: typing.ClassVar[DoneReason]
    orphaned: typing.ClassVar[DoneReason]
    rejected: typing.ClassVar[DoneReason]
    replaced: typing.ClassVar[DoneReason]
    self_match: typing.ClassVar[DoneReason]
    @typing.overload
    def __eq__(self, other: DoneReason) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: DoneReason) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: typing.Any) -> None:
        ...
    def __getstate__(self) -> int:
        ...
    @typing.overload
    def __gt__(self, other: DoneReason) -> bool:
        ...
    @typing.overload
    def __gt__(self, other: typing.Any) -> None:
        ...
    def __hash__(self) -> int:
        ...
    def __index__(self) -> int:
        ...
    def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __int__(self) -> int:
        ...
    @typing.overload
    def __le__(self, other: DoneReason) -> bool:
        ...
    @typing.overload
    def __le__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __lt__(self, other: DoneReason) -> bool:
        ...
    @typing.overload
    def __lt__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __ne__(self, other: DoneReason) -> bool:
        ...
    @typing.overload
    def __ne__(self, other: typing.Any) -> bool:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __str__(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def value(self) -> int:
        ...
class FillKind:
    """
    What the ledger must post.
    
    Members:
    
      none
    
      fill
    
      bust
    
      correction
    """
    __members__: typing.ClassVar[dict[str, FillKind]]
    bust: typing.ClassVar[FillKind]
    correction: typing.ClassVar[FillKind]
    fill: typing.ClassVar[FillKind]
    none: typing.ClassVar[FillKind]
    @typing.overload
    def __eq__(self, other: FillKind) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: FillKind) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: typing.Any) -> None:
        ...
    def __getstate__(self) -> int:
        ...
    @typing.overload
    def __gt__(self, other: FillKind) -> bool:
        ...
    @typing.overload
    def __gt__(self, other: typing.Any) -> None:
        ...
    def __hash__(self) -> int:
        ...
    def __index__(self) -> int:
        ...
    def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __int__(self) -> int:
        ...
    @typing.overload
    def __le__(self, other: FillKind) -> bool:
        ...
    @typing.overload
    def __le__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __lt__(self, other: FillKind) -> bool:
        ...
    @typing.overload
    def __lt__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __ne__(self, other: FillKind) -> bool:
        ...
    @typing.overload
    def __ne__(self, other: typing.Any) -> bool:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __str__(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def value(self) -> int:
        ...
class SellMark:
    """
    How a sale is marked; none for buys.
    
    Members:
    
      none
    
      long_sale
    
      short_sale
    
      short_exempt
    """
    __members__: typing.ClassVar[dict[str, SellMark]]
    long_sale: typing.ClassVar[SellMark]
    none: typing.ClassVar[SellMark]
    short_exempt: typing.ClassVar[SellMark]
    short_sale: typing.ClassVar[SellMark]
    @typing.overload
    def __eq__(self, other: SellMark) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: SellMark) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: typing.Any) -> None:
        ...
    def __getstate__(self) -> int:
        ...
    @typing.overload
    def __gt__(self, other: SellMark) -> bool:
        ...
    @typing.overload
    def __gt__(self, other: typing.Any) -> None:
        ...
    def __hash__(self) -> int:
        ...
    def __index__(self) -> int:
        ...
    def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __int__(self) -> int:
        ...
    @typing.overload
    def __le__(self, other: SellMark) -> bool:
        ...
    @typing.overload
    def __le__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __lt__(self, other: SellMark) -> bool:
        ...
    @typing.overload
    def __lt__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __ne__(self, other: SellMark) -> bool:
        ...
    @typing.overload
    def __ne__(self, other: typing.Any) -> bool:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __str__(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def value(self) -> int:
        ...
class Account:
    """
    Accounts of the ledger.
    
    Members:
    
      cash
    
      position
    
      fees
    
      realised
    
      equity
    """
    __members__: typing.ClassVar[dict[str, Account]]
    cash: typing.ClassVar[Account]
    equity: typing.ClassVar[Account]
    fees: typing.ClassVar[Account]
    position: typing.ClassVar[Account]
    realised: typing.ClassVar[Account]
    @typing.overload
    def __eq__(self, other: Account) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: Account) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: typing.Any) -> None:
        ...
    def __getstate__(self) -> int:
        ...
    @typing.overload
    def __gt__(self, other: Account) -> bool:
        ...
    @typing.overload
    def __gt__(self, other: typing.Any) -> None:
        ...
    def __hash__(self) -> int:
        ...
    def __index__(self) -> int:
        ...
    def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __int__(self) -> int:
        ...
    @typing.overload
    def __le__(self, other: Account) -> bool:
        ...
    @typing.overload
    def __le__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __lt__(self, other: Account) -> bool:
        ...
    @typing.overload
    def __lt__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __ne__(self, other: Account) -> bool:
        ...
    @typing.overload
    def __ne__(self, other: typing.Any) -> bool:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __str__(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def value(self) -> int:
        ...
class Posted:
    """
    How the ledger took a posting.
    
    Members:
    
      ok
    
      unknown_instrument
    
      unknown_fill
    
      duplicate
    
      broken
    
      bad_quantity
    
      too_large
    
      fills_exhausted
    """
    __members__: typing.ClassVar[dict[str, Posted]]
    bad_quantity: typing.ClassVar[Posted]
    broken: typing.ClassVar[Posted]
    duplicate: typing.ClassVar[Posted]
    fills_exhausted: typing.ClassVar[Posted]
    ok: typing.ClassVar[Posted]
    too_large: typing.ClassVar[Posted]
    unknown_fill: typing.ClassVar[Posted]
    unknown_instrument: typing.ClassVar[Posted]
    @typing.overload
    def __eq__(self, other: Posted) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: Posted) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: typing.Any) -> None:
        ...
    def __getstate__(self) -> int:
        ...
    @typing.overload
    def __gt__(self, other: Posted) -> bool:
        ...
    @typing.overload
    def __gt__(self, other: typing.Any) -> None:
        ...
    def __hash__(self) -> int:
        ...
    def __index__(self) -> int:
        ...
    def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __int__(self) -> int:
        ...
    @typing.overload
    def __le__(self, other: Posted) -> bool:
        ...
    @typing.overload
    def __le__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __lt__(self, other: Posted) -> bool:
        ...
    @typing.overload
    def __lt__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __ne__(self, other: Posted) -> bool:
        ...
    @typing.overload
    def __ne__(self, other: typing.Any) -> bool:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __str__(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def value(self) -> int:
        ...
class Order:
    """
    One order reference; a copy that stays as it is.
    """
    @property
    def cancel_pending(self) -> bool:
        ...
    @property
    def cancel_taken(self) -> bool:
        ...
    @property
    def done(self) -> DoneReason:
        ...
    @property
    def ioc(self) -> bool:
        ...
    @property
    def leaves(self) -> int:
        ...
    @property
    def locate(self) -> int:
        ...
    @property
    def mark(self) -> SellMark:
        ...
    @property
    def order_qty(self) -> int:
        ...
    @property
    def order_ref(self) -> int:
        ...
    @property
    def orig(self) -> int:
        ...
    @property
    def post_only(self) -> bool:
        ...
    @property
    def price(self) -> int:
        ...
    @property
    def ref(self) -> int:
        ...
    @property
    def root(self) -> int:
        ...
    @property
    def side(self) -> int:
        ...
    @property
    def state(self) -> State:
        ...
    @property
    def unconfirmed(self) -> bool:
        ...
class Orders:
    """
    The order state machine; one thread at a time. Quantities lots, prices 1e-9.
    """
    def __init__(self, first: int, references: int, executions: int) -> None:
        """
        Raises ValueError naming field, value and limit.
        """
    def apply(self, kind: VenueKind, ref: int, orig: int, time: int, order_ref: int, match: int, order_qty: int, decrement: int, price: int, mark: SellMark, code: int, code16: int) -> tuple[Result, State, State, int, int, tuple[FillKind, int, int, int, int, int, int, int, int] | None, tuple[int, int, int, int, int]]:
        """
        Returns (result, before, after, ref, root, fill or None, change).
        
        fill: (kind, side, liquidity flag, locate, ref, match, qty, price, time);
        change: (locate, side, open, filled, orders).
        """
    def cancel(self, ref: int, order_qty: int) -> Status:
        """
        Cut to an intended total, 0 = all that is open.
        """
    def count(self, result: Result) -> int:
        ...
    def disconnect(self) -> None:
        ...
    def end_of_day(self) -> list[tuple[Result, State, State, int, int, tuple[FillKind, int, int, int, int, int, int, int, int] | None, tuple[int, int, int, int, int]]]:
        """
        Returns one outcome per order that was open.
        """
    def enter(self, locate: int, side: int, order_qty: int, price: int, mark: SellMark, ioc: bool, post_only: bool) -> tuple[Status, int, tuple[int, int, int, int, int]]:
        """
        Returns (status, ref, change).
        """
    def executed(self, ref: int) -> int:
        """
        By the order's whole chain, net of breaks.
        """
    def find(self, ref: int) -> Order:
        """
        A copy of the order as it is now, or None.
        """
    def replace(self, orig: int, order_qty: int, price: int) -> tuple[Status, int, tuple[int, int, int, int, int]]:
        """
        Returns (status, ref, change).
        """
    def replaces_in_flight(self, ref: int) -> int:
        ...
    def resolve(self, next: int) -> list[tuple[Result, State, State, int, int, tuple[FillKind, int, int, int, int, int, int, int, int] | None, tuple[int, int, int, int, int]]]:
        """
        Returns one outcome per order that was in doubt or had an unconfirmed request.
        """
    def working(self, ref: int) -> tuple[int, int, int, int] | None:
        """
        Returns (locate, side, executed, open) of the order's chain, or None.
        """
    @property
    def connected(self) -> bool:
        ...
    @property
    def forgotten_executions(self) -> int:
        ...
    @property
    def next_ref(self) -> int:
        ...
class Ledger:
    """
    Double-entry ledger; one thread at a time. Money 1e-9 as exact int.
    """
    def __init__(self, instruments: list[tuple[int, int]], added: tuple[int, int], removed: tuple[int, int], other: tuple[int, int], opening_cash: int, fills: int, journal: int) -> None:
        """
        instruments: (locate, multiplier); fees: (per_lot 1e-9, notional_ppb).
        
        Raises ValueError naming field, value and limit.
        """
    def balance(self, account: Account) -> int:
        """
        Money, 1e-9.
        """
    def balanced(self) -> bool:
        ...
    def line(self, number: int) -> tuple[int, Account, int, int, int, int]:
        """
        Returns (transaction, account, locate, match, time, amount). Raises IndexError outside [first_line, next_line).
        """
    def locates(self) -> list[int]:
        ...
    def position(self, locate: int) -> tuple[int, int, int, int, int, int, int, int, int, int] | None:
        """
        Returns (locate, multiplier, qty, cost, realised, fees, traded, traded_qty, fills, average_price) or None.
        """
    def post(self, kind: FillKind, side: int, liquidity: int, locate: int, ref: int, match: int, qty: int, price: int, time: int) -> Posted:
        ...
    @property
    def first_line(self) -> int:
        ...
    @property
    def next_line(self) -> int:
        ...
def rule_for(state: State, kind: VenueKind) -> Rule:
    """
    The cell of the state machine's table.
    """
