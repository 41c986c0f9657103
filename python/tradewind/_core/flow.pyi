"""
Synthetic order flow.
"""
from __future__ import annotations
import numpy
import numpy.typing
import tradewind._core.feed
import typing
import typing_extensions
__all__: list[str] = ['DayGenerator', 'FlowReader', 'MAX_CHECKPOINTS', 'MAX_MESSAGES', 'MAX_SYMBOLS', 'MIN_SYMBOLS', 'Widener', 'minimum_messages', 'minimum_widened', 'most_live']
class DayGenerator:
    """
    One synthetic ITCH 5.0 day. One thread at a time.
    """
    def __init__(self, symbols: typing.SupportsInt | typing.SupportsIndex, messages: typing.SupportsInt | typing.SupportsIndex, seed: typing.SupportsInt | typing.SupportsIndex, checkpoints: typing.SupportsInt | typing.SupportsIndex, live_orders: typing.SupportsInt | typing.SupportsIndex = 0) -> None:
        """
        `live_orders`: how many rest when most do, about; 0 = as it comes.
        Raises ValueError that names the field, its value and the limit.
        """
    def next_chunk(self, target_bytes: typing.SupportsInt | typing.SupportsIndex = 1048576) -> bytes:
        """
        The next whole messages, each behind its 2-byte length: at least `target_bytes` unless the day ends;
        empty when it is over. The GIL is released.
        """
    def take_checkpoints(self) -> list[tuple[int, int, int, numpy.typing.NDArray[numpy.uint8]]]:
        """
        Checkpoints passed since the last call: (messages, digest, live orders, states uint8[symbols, 56]).
        Each row of `states` is one instrument by locate: int64 bid, bid quantity, ask, ask quantity (prices in
        1e-9, quantity 0 = side empty), uint32 bid levels, ask levels, orders, padding, uint64 digest.
        """
    @property
    def counts(self) -> dict[str, int]:
        """
        Messages so far by type letter.
        """
    @property
    def live_orders(self) -> int:
        """
        Orders resting now.
        """
    @property
    def messages(self) -> int:
        """
        Messages so far.
        """
class FlowReader:
    """
    Keeps the order messages of one instrument of a file or capture. One thread at a time.
    """
    def __init__(self, kind: tradewind._core.feed.StreamKind, symbol: str) -> None:
        """
        `symbol` empty: the instrument of the first order message. Raises ValueError.
        """
    def finish(self) -> bool:
        """
        Tell the end of the input; False if it ends too early.
        """
    def push(self, chunk: typing_extensions.Buffer) -> None:
        """
        Take the next bytes (any bytes-like object). After an error this does nothing. The GIL is released.
        """
    @property
    def active(self) -> int:
        """
        Instruments of the input that have order messages.
        """
    @property
    def busiest(self) -> str:
        """
        The instrument that has the most.
        """
    @property
    def error(self) -> tradewind._core.feed.Error | None:
        """
        What stopped the reading, or None.
        """
    @property
    def messages(self) -> int:
        """
        Messages kept.
        """
    @property
    def symbol(self) -> str:
        """
        Whose messages were kept; empty: nobody's.
        """
    @property
    def unfit(self) -> int:
        """
        Messages of the instrument that no book could take, left out.
        """
class Widener:
    """
    One instrument's flow as a day of many. One thread at a time.
    """
    def __init__(self, reader: FlowReader, symbols: typing.SupportsInt | typing.SupportsIndex, messages: typing.SupportsInt | typing.SupportsIndex, seed: typing.SupportsInt | typing.SupportsIndex) -> None:
        """
        `reader` takes no more bytes from now on. Raises ValueError that names the field, its value and the limit.
        """
    def next_chunk(self, target_bytes: typing.SupportsInt | typing.SupportsIndex = 1048576) -> bytes:
        """
        The next whole messages, each behind its 2-byte length: at least `target_bytes` unless the day ends;
        empty when it is over. The GIL is released.
        """
    @property
    def counts(self) -> dict[str, int]:
        """
        Messages so far by type letter.
        """
    @property
    def messages(self) -> int:
        """
        Messages so far.
        """
    @property
    def planned(self) -> int:
        """
        Messages of the whole day.
        """
def minimum_messages(symbols: typing.SupportsInt | typing.SupportsIndex) -> int:
    """
    Fewest messages of a day with so many instruments.
    """
def minimum_widened(symbols: typing.SupportsInt | typing.SupportsIndex) -> int:
    """
    Fewest messages of a widened day with so many instruments.
    """
def most_live(messages: typing.SupportsInt | typing.SupportsIndex) -> int:
    """
    Most live orders that may be asked of a day with so many messages.
    """
MAX_CHECKPOINTS: int = 100000
MAX_MESSAGES: int = 2000000000
MAX_SYMBOLS: int = 60000
MIN_SYMBOLS: int = 2
