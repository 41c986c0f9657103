"""What a Binance capture's lines do to the book, and what is counted of what is lost or odd."""

import json
from pathlib import Path
from typing import Any

import pytest

from support.binance import depth, snapshot, ticker, trade, write
from tradewind.book import Side
from tradewind.book_sources.binance import BinanceDecoder
from tradewind.book_sources.records import BUY, SELL
from tradewind.book_sources.session import SourceSession, read, replay
from tradewind.book_sources.text import RowError


def _replay(folder: Path, *messages: Any, **options: Any) -> SourceSession:
    return replay(BinanceDecoder(write(folder / "capture", *messages), **options))


def _wrong(session: SourceSession) -> dict[str, int]:
    return {name: count for name, count in session.integrity().items() if count}


def _levels(session: SourceSession, side: Side, symbol: str = "BTCUSDT") -> list[tuple[int, int]]:
    return [(int(row["price"]), int(row["qty"])) for row in session[symbol].levels(side)]


_BASE = snapshot(9, [("100.5", "1"), ("100.4", "2")], [("100.6", "3")])


def test_a_book_without_a_snapshot_holds_what_the_differences_told(tmp_path: Path) -> None:
    session = _replay(
        tmp_path,
        depth(10, 11, bids=[("100.5", "1.25"), ("99", "0.0")], asks=[("101", "2")]),
        depth(12, 12, asks=[("101.00", "0.00000000"), ("102", "0.00000001")]),
    )
    assert _levels(session, Side.buy) == [(100_500_000_000, 125_000_000)]
    assert _levels(session, Side.sell) == [(102_000_000_000, 1)]
    assert _wrong(session) == {}
    remarks = session.remarks()
    assert (remarks["partial_books"], remarks["unknown_level"], remarks["messages"]) == (1, 1, 2)


def test_a_snapshot_replaces_the_book_and_newer_differences_go_on_top(tmp_path: Path) -> None:
    session = _replay(
        tmp_path,
        depth(5, 7, bids=[("90", "9")]),  # in the snapshot already, where the level is gone
        depth(8, 10, bids=[("100.4", "0")]),
        _BASE,
        depth(11, 11, asks=[("100.6", "4")]),
    )
    assert _levels(session, Side.buy) == [(100_500_000_000, 100_000_000)]
    assert _levels(session, Side.sell) == [(100_600_000_000, 400_000_000)]
    assert _wrong(session) == {}
    assert session.remarks()["partial_books"] == 0


def test_a_snapshot_may_come_from_a_file_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    path.write_text(json.dumps(_BASE))
    session = _replay(tmp_path, depth(10, 10, bids=[("100.4", "0")]), snapshot=path)
    assert _levels(session, Side.buy) == [(100_500_000_000, 100_000_000)]
    assert session.remarks()["partial_books"] == 0
    path.write_text('{"lastUpdateId": 1}')
    with pytest.raises(RowError, match="expected a depth answer with lastUpdateId, bids and asks"):
        _replay(tmp_path, depth(10, 10), snapshot=path)


def test_a_gap_makes_the_book_stale_until_a_snapshot(tmp_path: Path) -> None:
    before = [depth(9, 10, bids=[("1", "1")]), _BASE]
    session = _replay(tmp_path, *before, depth(12, 12, bids=[("100.5", "7")], asks=[("100.4", "1")]))
    assert session["BTCUSDT"].stale
    assert session["BTCUSDT"].touch.bid_qty == 700_000_000, "kept up as far as the feed allows"
    assert _wrong(session) == {"gaps": 1}
    assert (session.remarks()["crossed"], session.remarks()["stale_messages"]) == (0, 1)
    assert session.decoder.problems == ["row 3: expected U 11, found 12: differences are missing"]

    again = snapshot(12, [("100.3", "1")], [("100.9", "1")])
    session = _replay(tmp_path, *before, depth(12, 12), again, depth(13, 13, asks=[("100.8", "2")]))
    assert not session["BTCUSDT"].stale
    assert _levels(session, Side.buy) == [(100_300_000_000, 100_000_000)]
    assert _levels(session, Side.sell) == [(100_800_000_000, 200_000_000), (100_900_000_000, 100_000_000)]
    assert _wrong(session) == {"gaps": 1}


def test_futures_are_in_step_by_pu(tmp_path: Path) -> None:
    good = [depth(10, 15, previous=3), depth(20, 25, previous=15)]
    assert _wrong(_replay(tmp_path, *good)) == {}
    session = _replay(tmp_path, *good, depth(26, 27, previous=24))
    assert _wrong(session) == {"gaps": 1}
    assert session.decoder.problems == ["row 3: expected pu 25, found 24: differences are missing"]


def test_repeats_and_useless_snapshots_are_counted(tmp_path: Path) -> None:
    session = _replay(
        tmp_path,
        depth(20, 21),
        _BASE,  # too old for 20
        depth(20, 21),
        snapshot(19, [], []),
        snapshot(21, [], []),  # the book is whole
        depth(22, 22, symbol="ETHUSDT"),
        _BASE,  # whose?
    )
    assert _wrong(session) == {"repeated": 1, "unbridged_snapshots": 1, "unassigned_snapshots": 1}
    assert session.remarks()["spare_snapshots"] == 1


def test_a_snapshot_that_no_difference_reaches_is_counted(tmp_path: Path) -> None:
    assert _wrong(_replay(tmp_path, depth(5, 6), _BASE)) == {"unbridged_snapshots": 1}
    assert _wrong(_replay(tmp_path, _BASE)) == {"unassigned_snapshots": 1}


def test_several_instruments_keep_apart(tmp_path: Path) -> None:
    session = _replay(
        tmp_path,
        depth(10, 10, bids=[("5", "1")]),
        depth(90, 90, symbol="ETHUSDT", bids=[("7", "1")]),
        depth(11, 11, bids=[("6", "1")]),
        depth(92, 92, symbol="ETHUSDT", bids=[("8", "1")]),
    )
    assert session.symbols == {"BTCUSDT": 0, "ETHUSDT": 1}
    assert (session["BTCUSDT"].touch.bid, session["BTCUSDT"].stale) == (6_000_000_000, False)
    assert (session["ETHUSDT"].touch.bid, session["ETHUSDT"].stale) == (8_000_000_000, True)
    assert _wrong(session) == {"gaps": 1}


def test_the_feeds_own_best_prices_check_the_book(tmp_path: Path) -> None:
    messages = [
        depth(10, 10),
        _BASE,
        ticker(10, ("100.5", "1"), ("100.6", "3")),
        ticker(12, ("100.5", "8"), ("100.6", "3")),
        depth(11, 12, bids=[("100.5", "8")]),
        ticker(14, ("100.5", "8"), ("100.6", "3")),
    ]
    session = _replay(tmp_path, *messages)
    assert _wrong(session) == {}
    assert session.remarks()["quotes_checked"] == 2, "after 10 and after 12; before 10 no quote is known"
    session = _replay(tmp_path, *messages[:3], ticker(12, ("100.5", "9"), ("100.6", "3")), *messages[4:])
    assert _wrong(session) == {"quote_mismatch": 1}
    assert session.decoder.problems == ["update 12: the book's touch differs from the feed's bookTicker"]


def test_trades_carry_their_aggressor(tmp_path: Path) -> None:
    messages = [
        trade("100.1", "0.5", buyer_rests=True),
        trade("100.2", "0.25", buyer_rests=False, X="MARKET"),
        trade("0", "9", buyer_rests=False, X="NA"),
    ]
    path = write(tmp_path / "capture", *messages)
    trades = [row for batch in read(BinanceDecoder(path)) for row in batch.trades]
    assert [(int(row["price"]), int(row["qty"]), int(row["aggressor"])) for row in trades] == [
        (100_100_000_000, 50_000_000, SELL),
        (100_200_000_000, 25_000_000, BUY),
    ]
    assert [int(row["time"]) for row in trades] == [1_723_161_253_000_000_000, 1_723_161_253_000_001_000]
    session = replay(BinanceDecoder(path))
    tape = session["BTCUSDT"].tape
    assert (tape.last, tape.volume, tape.bought, tape.sold, tape.trades) == (
        100_200_000_000,
        75_000_000,
        25_000_000,
        50_000_000,
        2,
    )
    assert session.remarks()["off_book_trades"] == 1


def test_streams_of_the_best_levels_are_no_differences(tmp_path: Path) -> None:
    session = _replay(
        tmp_path,
        depth(10, 10, bids=[("5", "1")]),
        depth(90, 95, bids=[("9", "1")], stream="depth20@100ms"),
        {"stream": "btcusdt@kline_1m", "data": {"e": "kline"}},
        depth(11, 11),
    )
    assert session["BTCUSDT"].touch.bid == 5_000_000_000
    assert session.records == {"depthUpdate": 2, "partial depth": 1, "kline": 1}
    assert _wrong(session) == {}


def test_messages_without_the_stream_around_them_are_read(tmp_path: Path) -> None:
    session = _replay(tmp_path, depth(10, 10, bids=[("5", "1")])["data"])
    assert session["BTCUSDT"].touch.bid_qty == 100_000_000


@pytest.mark.parametrize(
    ("message", "column", "text"),
    [
        ("hello", "message", "expected a time, a space and a Binance message, found 'hello'"),
        ("1723161253000000000 [1]", "message", "found '1723161253000000000 [1]'"),
        ('1723161253000000000 {"e":"depthUpdate"}', "message", "KeyError: 's'"),
        (depth(11, 1 << 63), "message", "9223372036854775808 does not fit 64 bits"),
        (depth(11, 11, bids=[("1", "2", "3")]), "message", "too many values to unpack"),  # type: ignore[list-item]
        (
            depth(11, 11, bids=[("1.0000000001", "1")]),
            "price",
            "at most 9 decimal places, found '1.0000000001'",
        ),
        (depth(11, 11, asks=[("1", "0.000000001")]), "size", "at most 8 decimal places, found '0.000000001'"),
        (depth(11, 11, asks=[("1", "99999999999999")]), "size", "fits 64 bits in units of 1e-8"),
        (depth(11, 11, asks=[("nan", "1")]), "price", "expected a decimal number, found 'nan'"),
        (trade("1", "x", buyer_rests=True), "size", "found 'x'"),
        (ticker(1, ("1", "1"), ("", "1")), "ask", "expected a decimal number, found ''"),
    ],
)
def test_a_line_that_cannot_be_read_names_file_row_column_and_value(
    tmp_path: Path, message: Any, column: str, text: str
) -> None:
    with pytest.raises(RowError) as raised:
        _replay(tmp_path, depth(10, 10, bids=[("5", "1")]), message)
    assert (raised.value.row, raised.value.column) == (2, column)
    assert str(raised.value).startswith(f"{tmp_path / 'capture'}: row 2, column {column!r}: ")
    assert text in str(raised.value)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (trade("1", "1", buyer_rests=True, m="true"), "expected m true or false, found 'true'"),
        (trade("1", "1", buyer_rests=1), "expected m true or false, found 1"),  # type: ignore[arg-type]
        (trade("1", "1", buyer_rests=None), "expected m true or false, found None"),  # type: ignore[arg-type]
        (trade("-1", "1", buyer_rests=True), "expected a price of 0 or more, found '-1'"),
        (trade("1", "-1", buyer_rests=True), "expected a size above 0, found '-1'"),
        (trade("1", "0.000", buyer_rests=True), "expected a size above 0, found '0.000'"),
        (trade("1", "1", buyer_rests=True, symbol=""), "expected a symbol, found ''"),
        (depth(11, 10, bids=[("6", "1")]), "expected u of U 11 or more, found 10"),
        (depth(-2, 11, bids=[("6", "1")]), "expected U of 0 or more, found -2"),
        (depth(-2, -1, bids=[("6", "1")]), "expected U of 0 or more, found -2"),
        (depth(11, 11, previous=-1, bids=[("6", "1")]), "expected pu of 0 or more, found -1"),
        (depth(11, 11, bids=[("6", "1")], symbol=""), "expected a symbol, found ''"),
        (depth(11, 11, bids=[("6", "1"), ("-0.1", "1")]), "expected a price of 0 or more, found '-0.1'"),
        (depth(11, 11, asks=[("6", "1"), ("7", "-1")]), "expected a size of 0 or more, found '-1'"),
        (ticker(-1, ("1", "1"), ("2", "1")), "expected u of 0 or more, found -1"),
        (ticker(11, ("-1", "1"), ("2", "1")), "expected a price of 0 or more, found '-1'"),
        (ticker(11, ("1", "1"), ("2", "-1")), "expected a size of 0 or more, found '-1'"),
        (ticker(11, ("1", "1"), ("2", "1"), symbol=""), "expected a symbol, found ''"),
        (snapshot(-1, [("6", "1")], []), "expected lastUpdateId of 0 or more, found -1"),
        (snapshot(10, [("-6", "1")], []), "expected a price of 0 or more, found '-6'"),
    ],
)
def test_a_message_that_cannot_be_is_counted_and_left_out(tmp_path: Path, message: Any, text: str) -> None:
    messages = [depth(10, 10, bids=[("5", "1")]), message, depth(11, 12, previous=None, asks=[("7", "-0")])]
    session = _replay(tmp_path, *messages)
    assert _wrong(session) == {"malformed": 1}
    assert session.decoder.problems == [f"row 2: {text}"]
    assert list(session.symbols) == ["BTCUSDT"]
    assert _levels(session, Side.buy) == [(5_000_000_000, 100_000_000)]
    assert session["BTCUSDT"].tape.trades == 0
    assert session.remarks()["messages"] == 2


def test_a_difference_left_out_leaves_a_gap(tmp_path: Path) -> None:
    session = _replay(tmp_path, depth(10, 10), depth(11, 11, bids=[("-1", "1")]), depth(12, 12))
    assert _wrong(session) == {"malformed": 1, "gaps": 1}
    assert session["BTCUSDT"].stale


def test_a_snapshot_file_that_cannot_be_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    path.write_text(json.dumps(snapshot(9, [("1", "-1")], [])))
    with pytest.raises(
        RowError, match=r"row 1, column 'snapshot': .*expected a size of 0 or more, found '-1'"
    ):
        _replay(tmp_path, depth(10, 10), snapshot=path)


def test_the_lot_may_be_finer(tmp_path: Path) -> None:
    session = _replay(tmp_path, depth(10, 10, bids=[("5", "0.0000000001")]), lot_decimals=10)
    assert session["BTCUSDT"].touch.bid_qty == 1
