"""
Clock and histogram of the core.
"""
from __future__ import annotations
import numpy
import numpy.typing
import typing
__all__: list[str] = ['Histogram', 'stamp_clock', 'tsc_invariant']
class Histogram:
    """
    HdrHistogram-compatible latency histogram, three significant digits; one thread.
    """
    def __init__(self, max_value: typing.SupportsInt | typing.SupportsIndex = 10000000000) -> None:
        """
        Track values from 0 to `max_value` ns; larger ones are clamped and counted.
        
        Raises ValueError when `max_value` is below 1.
        """
    def percentile(self, percent: typing.SupportsFloat | typing.SupportsIndex) -> int:
        """
        Value (ns) below or at which `percent` per cent of the records lie; 0 when empty.
        """
    def record_many(self, values: numpy.typing.NDArray[numpy.int64]) -> None:
        """
        Record int64[n] nanoseconds.
        """
    @property
    def clamped(self) -> int:
        ...
    @property
    def count(self) -> int:
        ...
    @property
    def max(self) -> int:
        ...
    @property
    def min(self) -> int:
        ...
def stamp_clock() -> dict:
    """
    Calibrate the clock of latency stamps (about 5 ms).
    
    Returns a dict: source ('tsc' or 'monotonic'), ns_per_tick, read_ns (cost of one read, ns).
    """
def tsc_invariant() -> bool:
    """
    Whether the CPU's time-stamp counter ticks at one rate in every power state.
    """
