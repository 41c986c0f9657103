"""
Places in the queues of the books, ours among them.
"""
from __future__ import annotations
import tradewind._core.book
import tradewind._core.engine
import tradewind._core.feed
import typing
import typing_extensions
__all__: list[str] = ['OwnState', 'UnknownReason', 'WatchState', 'WatchStatus', 'Watcher', 'WatcherReplay', 'shows_in_feed']
class WatchStatus:
    """
    Why a watch was made or not.
    
    Members:
    
      ok
    
      not_resting
    
      already_watched
    
      no_watch_left
    
      no_room
    """
    __members__: typing.ClassVar[dict[str, WatchStatus]]
    already_watched: typing.ClassVar[WatchStatus]
    no_room: typing.ClassVar[WatchStatus]
    no_watch_left: typing.ClassVar[WatchStatus]
    not_resting: typing.ClassVar[WatchStatus]
    ok: typing.ClassVar[WatchStatus]
    @typing.overload
    def __eq__(self, other: WatchStatus) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    def __getstate__(self) -> int:
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
    def __ne__(self, other: WatchStatus) -> bool:
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
class WatchState:
    """
    What a watch knows.
    
    Members:
    
      watching
    
      gone
    
      lost
    """
    __members__: typing.ClassVar[dict[str, WatchState]]
    gone: typing.ClassVar[WatchState]
    lost: typing.ClassVar[WatchState]
    watching: typing.ClassVar[WatchState]
    @typing.overload
    def __eq__(self, other: WatchState) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    def __getstate__(self) -> int:
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
    def __ne__(self, other: WatchState) -> bool:
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
class OwnState:
    """
    What the feed shows of an own order.
    
    Members:
    
      none
    
      not_yet_seen
    
      displayed
    
      hidden
    
      gone
    
      unknown
    """
    __members__: typing.ClassVar[dict[str, OwnState]]
    displayed: typing.ClassVar[OwnState]
    gone: typing.ClassVar[OwnState]
    hidden: typing.ClassVar[OwnState]
    none: typing.ClassVar[OwnState]
    not_yet_seen: typing.ClassVar[OwnState]
    unknown: typing.ClassVar[OwnState]
    @typing.overload
    def __eq__(self, other: OwnState) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    def __getstate__(self) -> int:
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
    def __ne__(self, other: OwnState) -> bool:
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
class UnknownReason:
    """
    Why the position of an own order is unknown.
    
    Members:
    
      none
    
      restated
    
      refresh_due
    
      gap
    
      missed_add
    
      forgotten
    
      never_seen
    
      no_room
    """
    __members__: typing.ClassVar[dict[str, UnknownReason]]
    forgotten: typing.ClassVar[UnknownReason]
    gap: typing.ClassVar[UnknownReason]
    missed_add: typing.ClassVar[UnknownReason]
    never_seen: typing.ClassVar[UnknownReason]
    no_room: typing.ClassVar[UnknownReason]
    none: typing.ClassVar[UnknownReason]
    refresh_due: typing.ClassVar[UnknownReason]
    restated: typing.ClassVar[UnknownReason]
    @typing.overload
    def __eq__(self, other: UnknownReason) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    def __getstate__(self) -> int:
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
    def __ne__(self, other: UnknownReason) -> bool:
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
class Watcher:
    """
    A Market with watches on queues and own orders attached. One thread at a time.
    """
    def __init__(self, market: tradewind._core.engine.Market, max_watches: int, max_orders: int, max_own: int) -> None:
        """
        Raises ValueError naming the setting, its value and its limits.
        """
    def apply(self, message: typing_extensions.Buffer) -> tradewind._core.book.Update:
        """
        Apply one ITCH 5.0 message (no length prefix) and return its Update. Raises ValueError for bytes that are
        no whole message of a known type.
        """
    def own_accepted(self, ref: int, order_ref: int, locate: int, time: int, shows: bool, reserve: bool) -> bool:
        ...
    def own_done(self, ref: int) -> None:
        ...
    def own_entered(self, ref: int, locate: int) -> bool:
        ...
    def own_gap(self) -> None:
        ...
    def own_position(self, ref: int) -> tuple[OwnState, UnknownReason, int, int, int, int, int, int]:
        """
        Returns (state, reason, ref, side, price, qty, ahead, orders_ahead).
        """
    def own_replaced(self, orig: int, ref: int, order_ref: int, locate: int, time: int, shows: bool, reserve: bool) -> bool:
        ...
    def own_restated(self, ref: int, order_ref: int, time: int) -> None:
        ...
    def own_resync(self) -> None:
        ...
    def position(self, id: int) -> tuple[WatchState, int, int, int, int, int, int, int]:
        """
        Returns (state, ref, locate, side, price, qty, ahead, orders_ahead).
        """
    def remove(self, id: int) -> None:
        """
        Give back an id that a watch call returned with status ok.
        """
    def watch_back(self, locate: int, side: int, price: int) -> tuple[WatchStatus, int]:
        """
        Returns (status, id).
        """
    def watch_order(self, ref: int) -> tuple[WatchStatus, int]:
        """
        Returns (status, id).
        """
class WatcherReplay:
    """
    Replays a file or capture through a Watcher. One thread at a time.
    """
    def __init__(self, watcher: Watcher, kind: tradewind._core.feed.StreamKind, port: typing.SupportsInt | typing.SupportsIndex = 0, group: bytes = b'') -> None:
        """
        `kind`, `port` and `group` as for feed.MessageCounter.
        """
    def finish(self) -> bool:
        """
        Tell the end of the input; False if it ends too early.
        """
    def push(self, chunk: typing_extensions.Buffer) -> None:
        """
        Take the next bytes (any bytes-like object). After an error this does nothing. The GIL is released.
        """
    def report(self) -> dict:
        """
        Every count of the reader so far, as nested dicts.
        """
    @property
    def error(self) -> tradewind._core.feed.Error | None:
        """
        What stopped the reading, or None.
        """
def shows_in_feed(display: str) -> bool:
    """
    Whether an order with this OUCH display letter is published.
    """
