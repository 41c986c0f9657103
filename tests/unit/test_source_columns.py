"""Column maps: what is declared is taken, what cannot be is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from tradewind.book_sources.columns import ColumnMap, ColumnMapError, Unit

_LEVELS: dict[str, Any] = {
    "book": "levels",
    "columns": {"time": "t", "side": "s", "price": "p", "size": "q"},
}


def test_a_small_map_has_the_documented_defaults() -> None:
    columns = ColumnMap.parse(_LEVELS)
    assert (columns.time_unit, columns.message, columns.delimiter, columns.header) == (
        "ns",
        "time",
        ",",
        True,
    )
    assert columns.sides == {"B": 0, "buy": 0, "bid": 0, "S": 1, "A": 1, "sell": 1, "ask": 1}
    assert columns.price_unit == columns.lot == Unit(1, 0)
    assert columns.actions["set"] == "set"


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("1", Unit(1, 0)),
        ("0.0001", Unit(1, -4)),
        ("0.25", Unit(25, -2)),
        ("100", Unit(1, 2)),
        ("1e-8", Unit(1, -8)),
    ],
)
def test_units_are_a_factor_and_a_power_of_ten(text: str, unit: Unit) -> None:
    assert Unit.of(text) == unit


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"book": "l3"}, "field 'book': expected one of orders, levels, found 'l3'"),
        ({"rows": {}}, "field 'rows' is not known, expected one of actions, book, columns"),
        ({"columns": []}, "field 'columns': expected an object from our names to the file's, found []"),
        ({"columns": {"time": "t"}}, "field 'columns': expected 'side', which levels need, found ['time']"),
        (
            {"columns": {"Time": "t"}},
            "names among time, symbol, action, side, price, size, order, found 'Time'",
        ),
        ({"columns": {"time": 1}}, "field 'columns.time': expected a column's name as text, found 1"),
        ({"time_unit": "min"}, "field 'time_unit': expected one of ns, us, ms, s, iso, found 'min'"),
        ({"price_unit": 0.01}, "field 'price_unit': expected a decimal number as text"),
        ({"price_unit": "0"}, "field 'price_unit': expected a positive number"),
        ({"lot": "x"}, "field 'lot': expected a decimal number as text, found 'x'"),
        ({"sides": {"long": ["B"]}}, "field 'sides': expected meanings among buy, sell, found 'long'"),
        ({"sides": {"buy": "B"}}, "field 'sides.buy': expected a list of words, found 'B'"),
        (
            {"sides": {"buy": ["B"], "sell": ["B"]}},
            "field 'sides.sell': expected a word with one meaning, found 'B'",
        ),
        ({"actions": {"add": ["A"]}}, "meanings among set, delete, clear, trade, ignore, found 'add'"),
        (
            {"columns": {"time": "t", "side": "s", "price": "p", "size": "p"}},
            "field 'columns.size': expected a column of its own, found 'p', which is also 'price'",
        ),
        ({"symbol": ""}, "field 'symbol': expected text that is not empty, found ''"),
        ({"delimiter": "\n"}, "field 'delimiter': expected one character"),
        (
            {"delimiter": ";;"},
            "field 'delimiter': expected one character, neither a quote nor a line end, found ';;'",
        ),
        ({"header": 1}, "field 'header': expected true or false, found 1"),
        ({"symbol": 5}, "field 'symbol': expected text, found 5"),
    ],
)
def test_a_field_that_cannot_be_is_named(change: dict[str, Any], text: str) -> None:
    with pytest.raises(ColumnMapError) as raised:
        ColumnMap.parse(_LEVELS | change)
    assert text in str(raised.value)


def test_action_and_side_may_be_one_column() -> None:
    columns = {"time": "t", "side": "s", "action": "s", "price": "p", "size": "q"}
    assert ColumnMap.parse(_LEVELS | {"columns": columns}).columns == columns


def test_json_that_is_nested_too_deeply_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    path.write_text("[" * 100_000)
    with pytest.raises(ColumnMapError, match=f"{path}: expected JSON, found: it is nested too deeply"):
        ColumnMap.load(path)


def test_a_file_is_named_in_every_error(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    with pytest.raises(ColumnMapError, match=f"{path}: expected a column map, found: No such file"):
        ColumnMap.load(path)
    path.write_text("{")
    with pytest.raises(ColumnMapError, match=f"{path}: expected JSON"):
        ColumnMap.load(path)
    path.write_text("[]")
    with pytest.raises(ColumnMapError, match=f"{path}: expected an object, found list"):
        ColumnMap.load(path)
    path.write_text(json.dumps(_LEVELS))
    assert ColumnMap.load(path).book == "levels"
