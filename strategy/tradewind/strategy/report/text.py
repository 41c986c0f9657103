"""How numbers, times and foreign text are written on the page."""

from html import escape

from tradewind.runs import NEVER, UNITS

MINUS = "\N{MINUS SIGN}"
NONE = "\N{EN DASH}"

__all__ = ["MINUS", "NONE", "clock", "count", "duration", "escape", "fixed", "money", "percent", "price"]


def money(units: int, *, signed: bool = False, places: int = 2) -> str:
    """Write 1e-9 units as currency, rounded half away from zero; `signed` adds a plus."""
    step = UNITS // 10**places
    whole, part = divmod((abs(units) + step // 2) // step, 10**places)
    zero = whole == 0 and part == 0
    sign = "" if zero else MINUS if units < 0 else "+" if signed else ""
    return f"{sign}{whole:,}" + (f".{part:0{places}d}" if places else "")


def price(units: int) -> str:
    """Write a price with every digit it has, at least two places."""
    whole, part = divmod(abs(units), UNITS)
    digits = f"{part:09d}".rstrip("0").ljust(2, "0")
    return f"{MINUS if units < 0 else ''}{whole:,}.{digits}"


def clock(ns: int, *, places: int = 0) -> str:
    """Write ns since midnight as hh:mm:ss, with `places` digits of the second; times past midnight count on."""
    if ns == NEVER:
        return NONE
    seconds, rest = divmod(ns, 1_000_000_000)
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{text}.{rest // 10 ** (9 - places):0{places}d}" if places else text


def duration(ns: int) -> str:
    """Write a latency in ns, µs, ms or s with three significant digits."""
    for unit, size in (("s", 1_000_000_000), ("ms", 1_000_000), ("µs", 1_000)):
        if ns >= size:
            value = ns / size
            return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f} {unit}"
    return f"{ns} ns"


def percent(fraction: object, places: int = 2) -> str:
    """Write a fraction as percent; None is a dash."""
    if fraction is None:
        return NONE
    return f"{float(str(fraction)) * 100:.{places}f} %".replace("-", MINUS)


def fixed(value: object, places: int = 2) -> str:
    """Write a number with fixed places; None is a dash."""
    return NONE if value is None else f"{float(str(value)):,.{places}f}".replace("-", MINUS)


def count(value: int) -> str:
    """Write a whole number with separators."""
    return f"{value:,}".replace("-", MINUS)
