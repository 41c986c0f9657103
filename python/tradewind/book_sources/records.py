"""The arrays that pass between decoders, native books and users; each dtype mirrors a struct of the core."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Records = npt.NDArray[np.void]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

BATCH_ROWS = 1 << 16
"""Rows that a decoder gathers before they cross into the core."""

L2_EVENT = np.dtype(
    [
        ("time", "i8"),
        ("price", "i8"),
        ("qty", "i8"),
        ("instrument", "u4"),
        ("kind", "S1"),
        ("side", "u1"),
        ("reserved", "u2"),
    ]
)
"""cpp_core book::L2Event. Kinds: L the whole size at a price from now on (0 = gone), c clear, g gap; 32 bytes."""

WIDE_EVENT = np.dtype(
    [
        ("ref", "u8"),
        ("aux", "u8"),
        ("price", "i8"),
        ("qty", "i8"),
        ("time", "i8"),
        ("instrument", "u2"),
        ("kind", "S1"),
        ("side", "u1"),
        ("code", "S1"),
        ("reserved", "V3"),
    ]
)
"""cpp_core book::WideEvent: an order event with any references and 64-bit quantities; M modifies in place; 48 bytes."""

MAX_INSTRUMENTS = (1 << 16) - 1
_REF_SHIFT = np.uint64(48)


def wide_refs(orders: npt.NDArray[np.uint64], instruments: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """Tell apart equal order numbers of different instruments, which number from 1; its own inverse.

    The books find an order by one number. Venues number by instrument or by venue, so the instrument goes into the
    top bits; the numbers of the first instrument stay as they are.
    """
    return orders ^ (instruments.astype(np.uint64) - np.uint64(1) << _REF_SHIFT)


TOUCH_ROW = np.dtype(
    {
        "names": ["bid", "bid_qty", "ask", "ask_qty", "row", "instrument", "stale"],
        "formats": ["i8", "i8", "i8", "i8", "u4", "u4", "?"],
        "offsets": [0, 8, 16, 24, 32, 36, 40],
        "itemsize": 48,
    }
)
"""cpp_core book::TouchRow: the touch where a message ended; `row` is the event's place in its batch."""

TRADE = np.dtype(
    [
        ("time", "i8"),
        ("price", "i8"),
        ("qty", "i8"),
        ("instrument", "u4"),
        ("aggressor", "u1"),
        ("reserved", "V3"),
    ]
)
"""A trade, with the side that took: BUY, SELL or UNKNOWN."""

BUY, SELL, UNKNOWN = 0, 1, 2
NO_TRADES = np.zeros(0, TRADE)


@dataclass(frozen=True, slots=True)
class Batch:
    """What a decoder hands over at a time."""

    events: Records
    """In the dtype of the decoder's books."""
    ends: Flags
    """One for each event: the last one of its message."""
    trades: Records = field(default_factory=lambda: NO_TRADES)
    """TRADE[n], in time order; they change no book, so they stand apart."""
