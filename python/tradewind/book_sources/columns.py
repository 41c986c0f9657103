"""The column map: what the columns of a CSV or Parquet file mean, declared in JSON; docs/sources.md has the fields."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from os import PathLike, fspath
from typing import Any

from tradewind.errors import TradewindError

COLUMNS = ("time", "symbol", "action", "side", "price", "size", "order")
ACTIONS = {
    "orders": ("add", "cancel", "execute", "delete", "modify", "clear", "trade", "ignore"),
    "levels": ("set", "delete", "clear", "trade", "ignore"),
}
TIME_UNITS = {"ns": 0, "us": 3, "ms": 6, "s": 9, "iso": 0}
"""Decimal places that make nanoseconds of each unit."""

_REQUIRED = {
    "orders": ("time", "action", "side", "price", "size", "order"),
    "levels": ("time", "side", "price", "size"),
}


class ColumnMapError(TradewindError):
    """A column map that cannot be used; the text names the map, the field, and what was expected."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A decimal unit as an integer times a power of ten."""

    factor: int
    exponent: int

    @classmethod
    def of(cls, text: str) -> "Unit":
        """Raises ValueError for anything that is no positive decimal number."""
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise ValueError(f"expected a decimal number as text, found {text!r}") from None
        if not number.is_finite() or number <= 0 or not -18 <= number.adjusted() <= 18:
            raise ValueError(f"expected a positive number between 1e-18 and 1e18, found {text!r}")
        _, digits, exponent = number.normalize().as_tuple()
        return cls(int("".join(map(str, digits))), int(exponent))


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What a table means."""

    book: str
    """orders or levels."""
    columns: Mapping[str, str]
    """Our name to the file's."""
    symbol: str
    """Of a file without a symbol column."""
    time_unit: str
    price_unit: Unit
    """What a price of 1 in the file is worth."""
    lot: Unit
    """The size that is one lot: sizes are whole multiples of it."""
    actions: Mapping[str, str]
    """The file's word to ours."""
    sides: Mapping[str, int]
    """The file's word to 0 (buy) or 1 (sell)."""
    message: str
    """time: rows that follow each other with one time and symbol are one message; row: each row is one."""
    delimiter: str
    header: bool
    """False: columns are named by their number, from 0."""

    @classmethod
    def load(cls, path: str | PathLike[str]) -> "ColumnMap":
        """Read a map from a JSON file. Raises ColumnMapError."""
        name = fspath(path)
        try:
            with open(name, encoding="utf-8") as file:
                fields = json.load(file)
        except OSError as error:
            raise ColumnMapError(f"{name}: expected a column map, found: {error.strerror}") from None
        except ValueError as error:
            raise ColumnMapError(f"{name}: expected JSON, found: {error}") from None
        except RecursionError:
            raise ColumnMapError(f"{name}: expected JSON, found: it is nested too deeply") from None
        try:
            return cls.parse(fields)
        except ColumnMapError as error:
            raise ColumnMapError(f"{name}: {error}") from None

    @classmethod
    def parse(cls, fields: Any) -> "ColumnMap":
        """Make a map of JSON values. Raises ColumnMapError."""
        if not isinstance(fields, dict):
            raise ColumnMapError(f"expected an object, found {type(fields).__name__}")
        known = set(_DEFAULTS) | {"columns"}
        if unknown := sorted(set(fields) - known):
            raise ColumnMapError(
                f"field {unknown[0]!r} is not known, expected one of {', '.join(sorted(known))}"
            )
        given = _DEFAULTS | fields
        for name in ("symbol", "delimiter"):
            _require(isinstance(given[name], str), name, "text", given[name])
        _require(isinstance(given["header"], bool), "header", "true or false", given["header"])
        _require(given["symbol"] != "", "symbol", "text that is not empty", given["symbol"])
        delimiter = given["delimiter"]
        _require(
            len(delimiter) == 1 and delimiter not in '"\r\n',
            "delimiter",
            "one character, neither a quote nor a line end",
            delimiter,
        )
        book = _choice(given, "book", tuple(ACTIONS))
        return cls(
            book=book,
            columns=_columns(given.get("columns"), book),
            symbol=given["symbol"],
            time_unit=_choice(given, "time_unit", tuple(TIME_UNITS)),
            price_unit=_unit(given, "price_unit"),
            lot=_unit(given, "lot"),
            actions=_words(
                given["actions"] or {name: [name] for name in ACTIONS[book]}, "actions", ACTIONS[book]
            ),
            sides={
                word: int(side == "sell")
                for word, side in _words(given["sides"], "sides", ("buy", "sell")).items()
            },
            message=_choice(given, "message", ("time", "row")),
            delimiter=given["delimiter"],
            header=given["header"],
        )


_DEFAULTS: dict[str, Any] = {
    "book": "",
    "symbol": "TABLE",
    "time_unit": "ns",
    "price_unit": "1",
    "lot": "1",
    "actions": None,
    "sides": {"buy": ["B", "buy", "bid"], "sell": ["S", "A", "sell", "ask"]},
    "message": "time",
    "delimiter": ",",
    "header": True,
}


def _require(good: bool, name: str, expected: str, found: object) -> None:
    if not good:
        raise ColumnMapError(f"field {name!r}: expected {expected}, found {found!r}")


def _choice(fields: dict[str, Any], name: str, choices: tuple[str, ...]) -> str:
    _require(fields[name] in choices, name, "one of " + ", ".join(choices), fields[name])
    return str(fields[name])


def _unit(fields: dict[str, Any], name: str) -> Unit:
    _require(isinstance(fields[name], str), name, 'a decimal number as text, such as "0.0001"', fields[name])
    try:
        return Unit.of(fields[name])
    except ValueError as error:
        raise ColumnMapError(f"field {name!r}: {error}") from None


def _columns(found: Any, book: str) -> dict[str, str]:
    _require(isinstance(found, dict), "columns", "an object from our names to the file's", found)
    for ours, theirs in found.items():
        _require(ours in COLUMNS, "columns", "names among " + ", ".join(COLUMNS), ours)
        _require(isinstance(theirs, str), f"columns.{ours}", "a column's name as text", theirs)
    taken: dict[str, str] = {}
    for ours, theirs in found.items():
        other = taken.setdefault(theirs, ours)
        # One column may hold both: its words can tell an action and a side at once.
        if other != ours and {ours, other} != {"action", "side"}:
            raise ColumnMapError(
                f"field 'columns.{ours}': expected a column of its own, found {theirs!r}, which is also {other!r}"
            )
    for ours in _REQUIRED[book]:
        _require(ours in found, "columns", f"{ours!r}, which {book} need", sorted(found))
    return dict(found)


def _words(found: Any, name: str, meanings: tuple[str, ...]) -> dict[str, str]:
    _require(isinstance(found, dict), name, "an object from meanings to the file's words", found)
    out: dict[str, str] = {}
    for meaning, words in found.items():
        _require(meaning in meanings, name, "meanings among " + ", ".join(meanings), meaning)
        _require(
            isinstance(words, list) and all(isinstance(word, str) for word in words),
            f"{name}.{meaning}",
            "a list of words",
            words,
        )
        for word in words:
            _require(word not in out, f"{name}.{meaning}", "a word with one meaning", word)
            out[word] = meaning
    return out
