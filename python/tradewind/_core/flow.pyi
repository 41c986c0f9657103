"""
Synthetic order flow.
"""
from __future__ import annotations
import numpy
import numpy.typing
import typing
__all__: list[str] = ['DayGenerator', 'MAX_CHECKPOINTS', 'MAX_MESSAGES', 'MAX_SYMBOLS', 'MIN_SYMBOLS', 'minimum_messages']
class DayGenerator:
    """
    One synthetic ITCH 5.0 day. One thread at a time.
    """
    def __init__(self, symbols: typing.SupportsInt | typing.SupportsIndex, messages: typing.SupportsInt | typing.SupportsIndex, seed: typing.SupportsInt | typing.SupportsIndex, checkpoints: typing.SupportsInt | typing.SupportsIndex) -> None:
        """
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
def minimum_messages(symbols: typing.SupportsInt | typing.SupportsIndex) -> int:
    """
    Fewest messages of a day with so many instruments.
    """
MAX_CHECKPOINTS: int = 100000
MAX_MESSAGES: int = 2000000000
MAX_SYMBOLS: int = 60000
MIN_SYMBOLS: int = 2
