"""
Decoded messages and what they did to books, in arrays.
"""
from __future__ import annotations
import numpy
import tradewind._core.engine
import tradewind._core.feed
import typing
import typing_extensions
__all__: list[str] = ['EventReader', 'apply_block', 'apply_events']
class EventReader:
    """
    Decodes a file or capture into arrays of events. One thread at a time.
    """
    def __init__(self, kind: tradewind._core.feed.StreamKind, port: typing.SupportsInt | typing.SupportsIndex = 0, group: bytes = b'') -> None:
        """
        `kind`, `port` and `group` as for feed.MessageCounter.
        """
    def finish(self) -> bool:
        """
        Tell the end of the input; False if it ends too early.
        """
    def read(self, chunk: typing_extensions.Buffer, events: numpy.ndarray) -> tuple[int, int]:
        """
        Decode the next bytes into EVENT[n], until they are used up or the array is full. Returns (bytes used, events
        made). After an error this does nothing. Raises ValueError for an array that does not fit. The GIL is released.
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
def apply_block(market: tradewind._core.engine.Market, block: typing_extensions.Buffer, events: numpy.ndarray, changes: numpy.ndarray, touches: numpy.ndarray | None) -> tuple[int, int, tradewind._core.feed.Error | None]:
    """
    Decode length-prefixed ITCH 5.0 messages into EVENT[n] and apply them, until the block has no more whole
    message or the array is full; CHANGE[n] gets what each did, TOUCH[n] (or None) the touch after it. Returns
    (bytes of whole messages, events made, error or None). Raises ValueError for arrays that do not fit. One
    thread at a time for a market; the GIL is released.
    """
def apply_events(market: tradewind._core.engine.Market, events: numpy.ndarray, changes: numpy.ndarray, touches: numpy.ndarray | None) -> None:
    """
    Apply EVENT[n] in order, rows out as for apply_block. Raises ValueError for arrays that do not fit and for a
    side that is neither 0 nor 1; then nothing is applied. The GIL is released.
    """
