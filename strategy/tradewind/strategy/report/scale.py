"""From values to pixels: round tick steps for numbers and for times of day."""

import math
from dataclasses import dataclass

_SECOND = 1_000_000_000
_TIME_STEPS = tuple(
    step * _SECOND
    for step in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 14400, 21600)
)


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear map of [low, high] to [start, stop] pixels."""

    low: float
    high: float
    start: float
    stop: float

    def __call__(self, value: float) -> float:
        """Return the pixel of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.stop - self.start)


def padded(low: float, high: float, share: float = 0.06) -> tuple[float, float]:
    """Widen a range by a share on both sides; a range of one value becomes one around it."""
    if low == high:
        width = abs(low) * 0.001 or 1.0
        return low - width, high + width
    margin = (high - low) * share
    return low - margin, high + margin


def number_ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Return multiples of 1, 2 or 5 times a power of ten inside [low, high]."""
    raw = (high - low) / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [index * step for index in range(first, last + 1)]


def tick_texts(ticks: list[float]) -> list[str]:
    """Write ticks with just the decimal places that tell neighbours apart."""
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    return [f"{tick:,.{places}f}".replace("-", "\N{MINUS SIGN}") for tick in ticks]


def time_ticks(low: int, high: int, about: int = 8) -> list[int]:
    """Return round times of day inside [low, high], ns since midnight."""
    raw = (high - low) / about
    step = next((step for step in _TIME_STEPS if step >= raw), _TIME_STEPS[-1])
    return list(range(-(-low // step) * step, high + 1, step))
