"""Decimal text to integers: exact for everything that fits, refused for everything else."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.book_sources.numbers import BadNumber, scaled

_PLACES = st.integers(0, 12)
_MAX = (1 << 63) - 1


@given(st.lists(st.tuples(st.integers(-(10**19), 10**19), _PLACES), min_size=1, max_size=20), _PLACES)
def test_every_decimal_that_fits_is_parsed_exactly(numbers: list[tuple[int, int]], decimals: int) -> None:
    texts, expected = [], []
    for units, places in numbers:
        sign, digits = "-" if units < 0 else "", str(abs(units)).rjust(places + 1, "0")
        text = (
            sign + digits[: len(digits) - places] + ("." + digits[len(digits) - places :] if places else "")
        )
        with localcontext() as context:
            context.prec = 60
            value = Decimal(text).scaleb(decimals)
        if value == value.to_integral_value() and abs(value) <= _MAX:
            texts.append(text)
            expected.append(int(value))
        else:
            with pytest.raises(BadNumber):
                scaled([text], decimals)
    assert scaled(texts, decimals).tolist() == expected
    assert scaled([text.encode() for text in texts], decimals).tolist() == expected


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_an_error(text: str) -> None:
    try:
        value = int(scaled([text], 9)[0])
    except BadNumber:
        return
    assert Decimal(value).scaleb(-9) == Decimal(text)


@pytest.mark.parametrize(
    ("text", "decimals", "units"),
    [
        ("585.33", 9, 585_330_000_000),
        ("0.00000001", 8, 1),
        ("-0.5", 9, -500_000_000),
        ("+7", 0, 7),
        (".5", 1, 5),
        ("5.", 0, 5),
        ("1e-8", 8, 1),
        ("1E3", 0, 1000),
        ("1.50000000000000000000000", 1, 15),
        ("9223372036.854775807", 9, _MAX),
        ("000000000000000000000000007", 0, 7),
        ("0e999999999", 9, 0),
    ],
)
def test_forms_of_numbers(text: str, decimals: int, units: int) -> None:
    assert scaled([text], decimals).tolist() == [units]


@pytest.mark.parametrize(
    ("text", "decimals", "expected"),
    [
        ("", 9, "a decimal number"),
        (".", 9, "a decimal number"),
        ("-", 9, "a decimal number"),
        ("1.2.3", 9, "a decimal number"),
        ("1_000", 9, "a decimal number"),
        ("nan", 9, "a decimal number"),
        ("inf", 9, "a decimal number"),
        ("1\0002", 9, "a decimal number"),
        ("12a", 9, "a decimal number"),
        ("1e999999999", 9, "a number that fits 64 bits in units of 1e-9 (at most 2^63 - 1 of them)"),
        ("18446744073709551615", 0, "a number that fits 64 bits (at most 2^63 - 1)"),
        ("100000000000000000000000", 0, "a number that fits 64 bits (at most 2^63 - 1)"),
        ("1e-999999999", 9, "a number with at most 9 decimal places"),
        ("1." + "0" * 40 + "1", 9, "a number with at most 9 decimal places"),
        ("0.1", 0, "a number with at most 0 decimal places"),
        ("0.0000000001", 9, "a number with at most 9 decimal places"),
        ("9223372036.854775808", 9, "a number that fits 64 bits in units of 1e-9 (at most 2^63 - 1 of them)"),
        (
            "-9223372036.854775808",
            9,
            "a number that fits 64 bits in units of 1e-9 (at most 2^63 - 1 of them)",
        ),
    ],
)
def test_what_is_no_such_number_is_named_with_its_place(text: str, decimals: int, expected: str) -> None:
    with pytest.raises(BadNumber) as raised:
        scaled(["1", text, "2"], decimals)
    assert raised.value.index == 1
    assert str(raised.value) == f"expected {expected}, found {text!r}"


def test_digits_below_the_unit_are_rounded_where_asked() -> None:
    assert scaled(["0.15", "0.149", "-0.16"], 1, rounded=True).tolist() == [2, 1, -2]


def test_nothing_gives_nothing() -> None:
    assert scaled([], 9).dtype == np.int64
    assert len(scaled([], 9)) == 0
