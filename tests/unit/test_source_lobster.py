"""What each row of a LOBSTER message file does, and what is said about rows that cannot be."""

import gzip
from pathlib import Path

import pytest

from tradewind.book import Side
from tradewind.book_sources.lobster import LobsterDecoder, Untimed
from tradewind.book_sources.records import BUY, SELL, UNKNOWN
from tradewind.book_sources.session import SourceSession, read, replay
from tradewind.book_sources.text import RowError

_NAME = "MSFT_2012-06-21_34200000_37800000_message_5.csv"


def _file(folder: Path, *rows: str) -> Path:
    path = folder / _NAME
    path.write_text("".join(f"{row}\n" for row in rows))
    return path


def _replay(folder: Path, *rows: str, untimed: Untimed = Untimed.infer) -> SourceSession:
    return replay(LobsterDecoder(_file(folder, *rows), untimed=untimed))


def _wrong(session: SourceSession) -> dict[str, int]:
    return {name: count for name, count in session.integrity().items() if count}


def test_rows_add_reduce_execute_and_delete(tmp_path: Path) -> None:
    session = _replay(
        tmp_path,
        "34200.1,1,11,100,5853300,1",
        "34200.2,1,12,50,5853300,1",
        "34200.3,1,13,70,5859100,-1",
        "34200.4,2,11,30,5853300,1",
        "34200.5,4,12,20,5853300,1",
        "34200.6,3,13,70,5859100,-1",
    )
    book = session["MSFT"]
    assert (book.touch.bid, book.touch.bid_qty, book.touch.ask_qty) == (585_330_000_000, 100, 0)
    assert book.queue(Side.buy, book.touch.bid).tolist() == [(11, 70), (12, 30)]
    assert _wrong(session) == {}
    assert session.records == {"add": 3, "reduce": 1, "delete": 1, "execute": 1}


def test_a_trade_has_the_side_that_took(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "34200.1,1,11,100,5853300,1",
        "34200.2,4,11,10,5853300,1",  # a resting buy order: somebody sold
        "34200.3,5,0,7,5853350,-1",  # a hidden sell order: somebody bought
        "34200.4,6,0,500,5853300,-1",  # a cross
    )
    trades = [row for batch in read(LobsterDecoder(path)) for row in batch.trades.tolist()]
    assert [(row[0], row[1], row[2], row[4]) for row in trades] == [
        (34_200_200_000_000, 585_330_000_000, 10, SELL),
        (34_200_300_000_000, 585_335_000_000, 7, BUY),
        (34_200_400_000_000, 585_330_000_000, 500, UNKNOWN),
    ]


def test_status_rows_and_crosses_are_events_that_change_no_book(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "34200.1,1,11,100,5853300,1",
        "34200.2,7,0,0,-1,-1",
        "34200.3,7,0,0,0,-1",
        "34200.4,7,0,0,1,-1",
        "34200.5,6,0,500,5853300,-1",
    )
    events = [row for batch in read(LobsterDecoder(path)) for row in batch.events]
    assert [(row["kind"], row["code"]) for row in events] == [
        (b"A", b""),
        (b"H", b"H"),
        (b"H", b"Q"),
        (b"H", b"T"),
        (b"Q", b""),
    ]
    assert events[-1]["ref"] == 500
    session = replay(LobsterDecoder(path))
    assert session.remarks()["halts"] == 1
    assert session.live_orders == 1
    assert _wrong(session) == {}


_UNTIMED = (
    "34200.1,4,90,10,5853300,1",  # older than every add: rests from the start
    "34200.15,2,80,7,5853300,1",  # and so does this one
    "34200.2,1,100,5,5853300,1",
    "34200.3,1,110,5,5853300,1",
    "34200.4,2,105,40,5853300,1",  # came between 100 and 110
    "34200.5,3,105,60,5853300,1",
    "34200.6,3,90,20,5853300,1",
    "34200.7,1,120,5,5853300,1",
    "34200.8,4,125,5,5853300,1",  # newer than every add
)


def test_untimed_orders_rest_where_their_number_places_them(tmp_path: Path) -> None:
    path = _file(tmp_path, *_UNTIMED)
    adds = [
        (int(row["ref"]), int(row["qty"]))
        for batch in read(LobsterDecoder(path))
        for row in batch.events
        if row["kind"] == b"A"
    ]
    assert adds == [(80, 7), (90, 30), (100, 5), (105, 100), (110, 5), (120, 5), (125, 5)]
    session = replay(LobsterDecoder(path))
    assert _wrong(session) == {}
    assert session.remarks()["inferred_orders"] == 4
    assert session.remarks()["messages"] == len(_UNTIMED), "an inferred order is no message"
    assert session["MSFT"].queue(Side.buy, 585_330_000_000)["ref"].tolist() == [100, 110, 120]


def test_untimed_orders_are_unknown_where_they_are_only_counted(tmp_path: Path) -> None:
    session = _replay(tmp_path, *_UNTIMED, untimed=Untimed.count)
    assert _wrong(session) == {"unknown_order": 6}
    assert session.remarks()["inferred_orders"] == 0


def test_an_order_touched_before_its_add_is_not_inferred(tmp_path: Path) -> None:
    session = _replay(tmp_path, "1.0,2,5,1,100,1", "2.0,1,5,10,100,1")
    assert _wrong(session) == {"unknown_order": 1}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("2.0,2,1,3,1000,1", {"price_mismatch": 1}),
        ("2.0,2,1,3,5853300,-1", {"side_mismatch": 1}),
        ("2.0,3,1,7,5853300,1", {"size_mismatch": 1}),
        ("2.0,4,1,11,5853300,1", {"over_decrement": 1, "excess_shares": 1}),
        ("2.0,1,1,10,5853300,1", {"duplicate_order": 1}),
    ],
)
def test_rows_that_contradict_their_add_are_counted(
    tmp_path: Path, row: str, expected: dict[str, int]
) -> None:
    assert _wrong(_replay(tmp_path, "1.0,1,1,10,5853300,1", row)) == expected


@pytest.mark.parametrize(
    ("row", "column", "text"),
    [
        ("x,1,1,10,100,1", "time", "'x'"),
        ("1.0,8,1,10,100,1", "type", "expected 1 to 7, found 8"),
        ("1.0,1,-1,10,100,1", "order id", "expected 0 or more, found -1"),
        ("1.0,1,1,4294967296,100,1", "size", "expected 0 to 4294967295, found 4294967296"),
        ("1.0,1,1,10,1.5,1", "price", "at most 0 decimal places, found '1.5'"),
        ("1.0,1,1,10,100,2", "side", "expected 1 (buy) or -1 (sell), found 2"),
        ("1.0,7,0,0,5,-1", "price", "expected -1 (halt), 0 (quoting) or 1 (trading), found 5"),
        ("1.0,1,1,10,100", "side", "expected 6 or 7 columns, found 5"),
        ("9e9,1,1,10,100,1", "time", "expected 0 to 140,737 seconds"),
    ],
)
def test_a_row_that_cannot_be_names_file_row_column_and_value(
    tmp_path: Path, row: str, column: str, text: str
) -> None:
    with pytest.raises(RowError) as raised:
        _replay(tmp_path, "1.0,1,1,10,100,1", row)
    assert raised.value.row == 2
    assert raised.value.column == column
    assert str(raised.value).startswith(f"{tmp_path / _NAME}: row 2, column {column!r}: ")
    assert text in str(raised.value)


def test_times_below_a_nanosecond_are_rounded(tmp_path: Path) -> None:
    path = _file(tmp_path, "35821.088778456004,1,1,10,100,1", "35821.0887784566,1,2,10,100,1")
    events = [row for batch in read(LobsterDecoder(path)) for row in batch.events]
    assert [int(row["time_locate"]) >> 16 for row in events] == [35_821_088_778_456, 35_821_088_778_457]


def test_gzip_carriage_returns_and_a_seventh_column_are_read(tmp_path: Path) -> None:
    path = tmp_path / "NVDA.csv.gz"
    path.write_bytes(gzip.compress(b"1.0,1,1,10,100,1,GSCO\r\n2.0,1,2,20,100,1,null\r\n"))
    session = replay(LobsterDecoder(path))
    assert session["NVDA"].touch.bid_qty == 30


def test_time_that_goes_backwards_is_counted(tmp_path: Path) -> None:
    rows = [
        f"{time},1,{i},100,5853300,1"
        for i, time in enumerate(("34201", "34200", "34202", "34201.5", "34201.9"), 1)
    ]
    assert _wrong(_replay(tmp_path, *rows)) == {"time_reversals": 3}
