"""CSV through a column map, order by order."""

from pathlib import Path
from typing import Any

import pytest

from tradewind.book import Side
from tradewind.book_sources.columns import ColumnMap
from tradewind.book_sources.formats import SourceFormat, replay_file
from tradewind.book_sources.session import SourceSession
from tradewind.book_sources.text import RowError

_MAP: dict[str, Any] = {
    "book": "orders",
    "columns": {
        "time": "ts",
        "symbol": "sym",
        "action": "type",
        "side": "side",
        "price": "px",
        "size": "qty",
        "order": "id",
    },
    "actions": {
        "add": ["A"],
        "cancel": ["X"],
        "execute": ["E"],
        "delete": ["D"],
        "modify": ["M"],
        "clear": ["R"],
        "trade": ["P"],
        "ignore": ["S"],
    },
}
_TWO = ("1,Q,A,B,10,5,1", "2,Q,A,B,10,6,2")


def _replay(folder: Path, *rows: str, **fields: Any) -> SourceSession:
    path = folder / "orders.csv"
    path.write_text("ts,sym,type,side,px,qty,id\n" + "".join(f"{row}\n" for row in rows))
    return replay_file(path, SourceFormat.csv, columns=ColumnMap.parse(_MAP | fields))


def _wrong(session: SourceSession) -> dict[str, int]:
    return {name: count for name, count in session.integrity().items() if count}


def _queue(session: SourceSession, price: int = 10_000_000_000) -> list[tuple[int, int]]:
    queue: list[tuple[int, int]] = session["Q"].queue(Side.buy, price).tolist()
    return queue


@pytest.mark.parametrize(
    ("row", "queue"),
    [
        ("3,Q,X,,,2,1", [(1, 3), (2, 6)]),
        ("3,Q,E,,,5,1", [(2, 6)]),
        ("3,Q,D,,,,1", [(2, 6)]),
        ("3,Q,M,B,10,4,1", [(1, 4), (2, 6)]),
        ("3,Q,M,B,10,7,1", [(2, 6), (1, 7)]),
        ("3,Q,M,B,9,5,1", [(2, 6)]),
        ("3,Q,R,,,,", []),
        ("3,Q,P,B,10,5,", [(1, 5), (2, 6)]),
        ("3,Q,S,,,,", [(1, 5), (2, 6)]),
        ("3,Q,A,B,10,1,3", [(1, 5), (2, 6), (3, 1)]),
    ],
)
def test_each_action_does_its_part(tmp_path: Path, row: str, queue: list[tuple[int, int]]) -> None:
    session = _replay(tmp_path, *_TWO, row)
    assert _queue(session) == queue
    assert _wrong(session) == {}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("3,Q,M,B,10,4,9", {"unknown_order": 1}),
        ("3,Q,D,,,,9", {"unknown_order": 1}),
        ("3,Q,A,B,10,4,1", {"duplicate_order": 1}),
        ("3,Q,A,B,10,0,3", {"zero_quantity": 1}),
        ("3,Q,X,,,9,1", {"over_decrement": 1, "excess_shares": 4}),
    ],
)
def test_rows_that_no_book_can_take_are_counted(tmp_path: Path, row: str, expected: dict[str, int]) -> None:
    assert _wrong(_replay(tmp_path, *_TWO, row)) == expected


def test_sizes_beyond_32_bits_are_exact(tmp_path: Path) -> None:
    session = _replay(tmp_path, "1,Q,A,B,61837.63,12345678901.00000001,1", lot="0.00000001")
    assert session["Q"].touch.bid_qty == 1_234_567_890_100_000_001


def test_equal_numbers_of_two_symbols_are_two_orders(tmp_path: Path) -> None:
    session = _replay(tmp_path, "1,Q,A,B,10,5,1", "1,Z,A,S,11,7,1", "2,Q,D,,,,1")
    assert session["Z"].queue(Side.sell, 11_000_000_000).tolist() == [(1, 7)]
    assert session.live_orders == 1
    assert _wrong(session) == {}


def test_an_order_number_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(RowError, match="row 2, column 'id': expected 0 or more, found '-1'"):
        _replay(tmp_path, "1,Q,A,B,10,5,-1")
    with pytest.raises(RowError, match="row 2, column 'id': expected a decimal number, found 'x'"):
        _replay(tmp_path, "1,Q,A,B,10,5,x")
