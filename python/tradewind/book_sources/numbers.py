"""Decimal text to scaled integers, exactly and by the array: prices and sizes never pass through a float."""

from collections.abc import Sequence
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, InvalidOperation

import numpy as np
import numpy.typing as npt

_ZERO, _NINE, _DOT, _MINUS, _PLUS = b"09.-+"
_SAFE_DIGITS = 18  # any number of so many digits fits 64 bits
_POWERS = 10 ** np.arange(_SAFE_DIGITS + 1, dtype=np.int64)
_LIMITS = np.iinfo(np.int64)


class BadNumber(ValueError):
    """A text that is no number, or none that fits; `index` is its place in the array."""

    def __init__(self, index: int, text: str, expected: str) -> None:
        super().__init__(f"expected {expected}, found {text!r}")
        self.index = index
        self.text = text


def scaled(texts: Sequence[str | bytes], decimals: int, *, rounded: bool = False) -> npt.NDArray[np.int64]:
    """Return each decimal text times 10 ** `decimals` as int64.

    Raises BadNumber for the first text that is no decimal number, does not fit 64 bits, or has more places than
    `decimals` that are not zero; if `rounded`, those are rounded to the nearest instead.
    """
    if not texts:
        return np.zeros(0, np.int64)
    try:
        array = np.array(texts, dtype="S")
    except UnicodeEncodeError:
        return np.array([_exact(i, text, decimals, rounded) for i, text in enumerate(texts)], np.int64)
    width = array.dtype.itemsize
    chars = array.view(np.uint8).reshape(len(texts), width)
    value = np.zeros(len(texts), np.int64)
    digits = np.zeros(len(texts), np.int64)
    places = np.full(len(texts), -1, np.int64)  # digits behind the point; -1 = no point yet
    plain = np.ones(len(texts), bool)
    ended = np.zeros(len(texts), bool)
    for column in range(width):
        char = chars[:, column]
        is_digit = (char >= _ZERO) & (char <= _NINE)
        is_dot = (char == _DOT) & (places < 0)
        is_sign = ((char == _MINUS) | (char == _PLUS)) if column == 0 else False
        is_end = char == 0
        ended |= is_end
        plain &= is_end | (~ended & (is_digit | is_dot | is_sign))
        digits += is_digit
        take = is_digit & (digits <= _SAFE_DIGITS)
        value = np.where(take, value * 10 + (char - np.uint8(_ZERO)), value)
        places += is_digit & (places >= 0)
        places[is_dot] = 0
    np.maximum(places, 0, out=places)
    shift = decimals - places
    plain &= (digits > 0) & (shift >= 0) & (digits + shift <= _SAFE_DIGITS)
    value *= _POWERS[np.clip(shift, 0, _SAFE_DIGITS)]
    np.negative(value, out=value, where=chars[:, 0] == _MINUS)
    for index in np.flatnonzero(~plain).tolist():
        value[index] = _exact(index, texts[index], decimals, rounded)
    return value


def _exact(index: int, text: str | bytes, decimals: int, rounded: bool) -> int:
    """Parse what the fast way cannot: exponents, long numbers, spare zeros, and everything that is wrong."""
    shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    try:
        if "_" in shown:
            raise InvalidOperation
        number = Decimal(shown)
        if not number.is_finite():
            raise InvalidOperation
    except (InvalidOperation, ValueError):
        raise BadNumber(index, shown, "a decimal number") from None
    too_large = "a number that fits 64 bits " + (
        f"in units of 1e-{decimals} (at most 2^63 - 1 of them)" if decimals else "(at most 2^63 - 1)"
    )
    if not number:
        return 0
    if number.adjusted() > _SAFE_DIGITS:
        raise BadNumber(index, shown, too_large)
    # A context that holds every digit: the usual one rounds to 28 without a word.
    units = number.scaleb(decimals, Context(prec=len(shown) + 1, Emax=MAX_EMAX, Emin=MIN_EMIN))
    if rounded:
        units = units.to_integral_value()
    if units != units.to_integral_value():
        raise BadNumber(index, shown, f"a number with at most {decimals} decimal places")
    if not _LIMITS.min < units <= _LIMITS.max:
        raise BadNumber(index, shown, too_large)
    return int(units)
