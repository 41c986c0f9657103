"""
Market state and the replay engine.
"""
from __future__ import annotations
import numpy
import numpy.typing
import tradewind._core.book
import tradewind._core.feed
import typing
import typing_extensions
__all__: list[str] = ['Market', 'MarketReplay', 'TradingReplay']
class Market:
    """
    Books, directory, trading states and tapes of all instruments. One thread at a time.
    """
    def __init__(self, max_orders: typing.SupportsInt | typing.SupportsIndex, huge_pages: bool = False) -> None:
        """
        Reserve address space for `max_orders` resting orders; memory follows the live ones, in pages of 2 MiB if
        `huge_pages`.
        """
    def apply(self, message: typing_extensions.Buffer) -> tradewind._core.book.Update:
        """
        Apply one ITCH 5.0 message (no length prefix) and return its Update. Raises ValueError for bytes that are
        no whole message of a known type.
        """
    def counters(self) -> dict:
        ...
    def digest(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> int:
        ...
    def find(self, arg0: str) -> int | None:
        ...
    def levels(self, locate: typing.SupportsInt | typing.SupportsIndex, side: typing.SupportsInt | typing.SupportsIndex, depth: typing.SupportsInt | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.uint8]:
        ...
    def queue(self, locate: typing.SupportsInt | typing.SupportsIndex, side: typing.SupportsInt | typing.SupportsIndex, price: typing.SupportsInt | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.uint8]:
        ...
    def symbols(self) -> list:
        ...
    def tape(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> tuple[int, int, int, int]:
        ...
    def touch(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> tradewind._core.book.Touch:
        ...
    @property
    def announced(self) -> int:
        ...
    @property
    def live_levels(self) -> int:
        ...
    @property
    def live_orders(self) -> int:
        ...
    @property
    def now(self) -> int:
        ...
    @property
    def phase(self) -> str:
        ...
class MarketReplay:
    """
    Replays a file or capture into a Market. One thread at a time.
    """
    def __init__(self, market: Market, kind: tradewind._core.feed.StreamKind, port: typing.SupportsInt | typing.SupportsIndex = 0, group: bytes = b'', touches_of: str = '') -> None:
        """
        `kind`, `port` and `group` as for feed.MessageCounter; `touches_of` a symbol whose touches are kept.
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
    def take_touches(self) -> numpy.typing.NDArray[numpy.uint8]:
        """
        TOUCH[n] as bytes, one row for each event that changed the symbol's touch; read-only, owns its memory.
        """
    @property
    def announced(self) -> bool:
        """
        The symbol whose touches are kept has been in the directory.
        """
    @property
    def error(self) -> tradewind._core.feed.Error | None:
        """
        What stopped the reading, or None.
        """
class TradingReplay:
    """
    Replays a file or capture with the queue-imbalance strategy in it. One thread at a time.
    
    Arrays are read-only copies that stay as they are; tradewind.strategy.replay gives dtypes.
    """
    def __init__(self, config: dict, kind: tradewind._core.feed.StreamKind) -> None:
        """
        `config` as tradewind.strategy.replay.ReplayConfig.native() makes it. Raises ValueError or KeyError
        naming the field.
        """
    def finish(self) -> bool:
        """
        Tell the end of the input; False if it ends too early.
        """
    def push(self, chunk: typing_extensions.Buffer) -> None:
        """
        Take the next bytes (any bytes-like object). After an error this does nothing. Raises ValueError when a
        wanted symbol was never announced. The GIL is released.
        """
    def report(self) -> dict:
        """
        Every count of the reader so far, as nested dicts.
        """
    @property
    def book_counters(self) -> dict:
        ...
    @property
    def counters(self) -> dict:
        ...
    @property
    def equity(self) -> numpy.typing.NDArray[numpy.uint8]:
        ...
    @property
    def error(self) -> tradewind._core.feed.Error | None:
        """
        What stopped the reading, or None.
        """
    @property
    def fill_rules(self) -> dict:
        ...
    @property
    def fills(self) -> numpy.typing.NDArray[numpy.uint8]:
        ...
    @property
    def latency(self) -> list:
        ...
    @property
    def live_orders(self) -> int:
        ...
    @property
    def opened(self) -> bool:
        ...
    @property
    def order_log(self) -> bytes:
        ...
    @property
    def orders(self) -> numpy.typing.NDArray[numpy.uint8]:
        ...
    @property
    def positions(self) -> list:
        ...
    @property
    def prices(self) -> numpy.typing.NDArray[numpy.uint8]:
        ...
