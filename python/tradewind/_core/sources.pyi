"""
Books fed with arrays of events, for any source.
"""
from __future__ import annotations
import numpy
import numpy.typing
import tradewind._core.book
import typing
import typing_extensions
__all__: list[str] = ['L2Books', 'OrderBooks', 'WideOrderBooks']
class L2Books:
    """
    Price to size of many instruments, numbered from 0.
    """
    def __init__(self, max_instruments: typing.SupportsInt | typing.SupportsIndex = 4096, max_levels: typing.SupportsInt | typing.SupportsIndex = 1048576) -> None:
        """
        Reserve address space; memory follows the live levels. Raises ValueError out of 1 to 2^24.
        """
    def apply(self, events: typing_extensions.Buffer, ends: typing_extensions.Buffer) -> numpy.typing.NDArray[numpy.uint8]:
        """
        Apply events (bytes of a record array) in order. `ends` is one byte an event, not 0 on the last of each
        message, or empty. Returns TOUCH_ROW[n] as bytes: the touch at each end. One thread at a time; the GIL is
        released. Raises ValueError for sizes that do not fit.
        """
    def counters(self) -> dict:
        ...
    def levels(self, instrument: typing.SupportsInt | typing.SupportsIndex, side: typing.SupportsInt | typing.SupportsIndex, depth: typing.SupportsInt | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.uint8]:
        ...
    def stale(self, instrument: typing.SupportsInt | typing.SupportsIndex) -> bool:
        ...
    def touch(self, instrument: typing.SupportsInt | typing.SupportsIndex) -> tradewind._core.book.Touch:
        ...
    @property
    def live_levels(self) -> int:
        ...
class OrderBooks:
    """
    Order by order, dense references: book::Books. Instruments are locates.
    """
    def __init__(self, max_orders: typing.SupportsInt | typing.SupportsIndex = 4194304) -> None:
        """
        Reserve address space for `max_orders` resting orders, 1 to 2^24; memory follows the live ones.
        """
    def apply(self, events: typing_extensions.Buffer, ends: typing_extensions.Buffer) -> numpy.typing.NDArray[numpy.uint8]:
        """
        Apply events (bytes of a record array) in order. `ends` is one byte an event, not 0 on the last of each
        message, or empty. Returns TOUCH_ROW[n] as bytes: the touch at each end. One thread at a time; the GIL is
        released. Raises ValueError for sizes that do not fit.
        """
    def counters(self) -> dict:
        ...
    def digest(self, instrument: typing.SupportsInt | typing.SupportsIndex) -> int:
        ...
    def levels(self, instrument: typing.SupportsInt | typing.SupportsIndex, side: typing.SupportsInt | typing.SupportsIndex, depth: typing.SupportsInt | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.uint8]:
        ...
    def queue(self, instrument: typing.SupportsInt | typing.SupportsIndex, side: typing.SupportsInt | typing.SupportsIndex, price: typing.SupportsInt | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.uint8]:
        ...
    def touch(self, instrument: typing.SupportsInt | typing.SupportsIndex) -> tradewind._core.book.Touch:
        ...
    @property
    def live_levels(self) -> int:
        ...
    @property
    def live_orders(self) -> int:
        ...
class WideOrderBooks:
    """
    Order by order, any references and 64-bit quantities: book::WideBooks. Instruments are locates.
    """
    def __init__(self, max_orders: typing.SupportsInt | typing.SupportsIndex = 4194304) -> None:
        """
        Reserve address space for `max_orders` resting orders, 1 to 2^24; memory follows the live ones.
        """
    def apply(self, events: typing_extensions.Buffer, ends: typing_extensions.Buffer) -> numpy.typing.NDArray[numpy.uint8]:
        """
        Apply events (bytes of a record array) in order. `ends` is one byte an event, not 0 on the last of each
        message, or empty. Returns TOUCH_ROW[n] as bytes: the touch at each end. One thread at a time; the GIL is
        released. Raises ValueError for sizes that do not fit.
        """
    def counters(self) -> dict:
        ...
    def digest(self, instrument: typing.SupportsInt | typing.SupportsIndex) -> int:
        ...
    def levels(self, instrument: typing.SupportsInt | typing.SupportsIndex, side: typing.SupportsInt | typing.SupportsIndex, depth: typing.SupportsInt | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.uint8]:
        ...
    def queue(self, instrument: typing.SupportsInt | typing.SupportsIndex, side: typing.SupportsInt | typing.SupportsIndex, price: typing.SupportsInt | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.uint8]:
        ...
    def touch(self, instrument: typing.SupportsInt | typing.SupportsIndex) -> tradewind._core.book.Touch:
        ...
    @property
    def live_levels(self) -> int:
        ...
    @property
    def live_orders(self) -> int:
        ...
