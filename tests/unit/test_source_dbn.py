"""What each DBN record does, and what is said about files that are not what they should be."""

from pathlib import Path
from typing import Any

import pytest

from support.dbn import head, record, records, write
from tradewind.book import Side
from tradewind.book_sources.dbn import DbnDecoder
from tradewind.book_sources.dbn_records import F_LAST, F_MAYBE_BAD_BOOK, F_SNAPSHOT, F_TOB, NO_PRICE
from tradewind.book_sources.records import BUY, SELL, UNKNOWN
from tradewind.book_sources.session import SourceSession, read, replay
from tradewind.errors import FeedError, MissingExtraError

pytest.importorskip("databento_dbn")


def _replay(folder: Path, *rows: tuple[Any, ...], symbols: tuple[tuple[str, int], ...] = ()) -> SourceSession:
    return replay(DbnDecoder(write(folder / "day.dbn", *rows, symbols=symbols)))


def _wrong(session: SourceSession) -> dict[str, int]:
    return {name: count for name, count in session.integrity().items() if count}


def _queue(
    session: SourceSession, price: int, side: Side = Side.buy, symbol: str = "7"
) -> list[tuple[int, int]]:
    queue: list[tuple[int, int]] = session[symbol].queue(side, price).tolist()
    return queue


_TWO = (record("A", 1, price=10, size=5), record("A", 2, price=10, size=6))


@pytest.mark.parametrize(
    ("row", "queue"),
    [
        (record("M", 1, price=10, size=3), [(1, 3), (2, 6)]),  # smaller: keeps its place
        (record("M", 1, price=10, size=5), [(1, 5), (2, 6)]),
        (record("M", 1, price=10, size=9), [(2, 6), (1, 9)]),  # larger: to the back
        (record("M", 1, price=11, size=5), [(2, 6)]),  # another price
        (record("C", 1, price=10, size=2), [(1, 3), (2, 6)]),  # partial
        (record("C", 1, price=10, size=5), [(2, 6)]),
        (record("F", 1, price=10, size=5), [(1, 5), (2, 6)]),
        (record("T", 0, price=10, size=5), [(1, 5), (2, 6)]),
        (record("N"), [(1, 5), (2, 6)]),
        (record("R", side="N", price=NO_PRICE), []),
        (record("M", 3, price=10, size=4), [(1, 5), (2, 6), (3, 4)]),  # not there: an add
    ],
)
def test_each_action_does_its_part(
    tmp_path: Path, row: tuple[Any, ...], queue: list[tuple[int, int]]
) -> None:
    session = _replay(tmp_path, *_TWO, row)
    assert _queue(session, 10) == queue
    assert _wrong(session) == {}


def test_a_moved_order_rests_at_its_new_price(tmp_path: Path) -> None:
    session = _replay(tmp_path, *_TWO, record("A", 3, price=11, size=1), record("M", 1, price=11, size=5))
    assert _queue(session, 11) == [(3, 1), (1, 5)]
    assert session["7"].touch.bid_qty == 6


def test_books_are_looked_at_after_the_last_record_of_an_event(tmp_path: Path) -> None:
    rows = (
        record("A", 1, side="A", price=10, size=5),
        record("A", 2, price=11, size=5, flags=0),  # crosses
        record("T", side="B", price=10, size=5, flags=0),
        record("F", 1, side="A", price=10, size=5, flags=0),
        record("C", 1, side="A", price=10, size=5),
    )
    remarks = _replay(tmp_path, *rows).remarks()
    assert (remarks["messages"], remarks["crossed"]) == (2, 0)
    # An event may end with a record that changes no book.
    remarks = _replay(tmp_path, *rows[:3], record("F", 1, side="A", price=10, size=5)).remarks()
    assert (remarks["messages"], remarks["crossed"]) == (2, 1)


def test_trades_have_the_aggressor_of_their_side(tmp_path: Path) -> None:
    path = write(
        tmp_path / "day.dbn",
        record("T", side="B", price=10, size=1),
        record("T", side="A", price=11, size=2),
        record("T", side="N", price=12, size=3),
    )
    trades = [row for batch in read(DbnDecoder(path)) for row in batch.trades]
    assert [(int(t["price"]), int(t["qty"]), int(t["aggressor"])) for t in trades] == [
        (10, 1, BUY),
        (11, 2, SELL),
        (12, 3, UNKNOWN),
    ]


def test_a_snapshot_begins_with_an_empty_book(tmp_path: Path) -> None:
    snap = F_SNAPSHOT
    told = (record("R", side="N", price=NO_PRICE, flags=snap), record("A", 5, price=9, size=1, flags=snap))
    session = _replay(tmp_path, *_TWO, *told)
    assert (session.live_orders, session.remarks()["implied_clears"], _wrong(session)) == (1, 0, {})
    implied = (record("A", 5, price=9, size=1, flags=snap), record("A", 1, price=9, size=1, flags=snap))
    session = _replay(tmp_path, *_TWO, *implied, record("A", 2, price=9, size=1))
    assert _queue(session, 9) == [(5, 1), (1, 1), (2, 1)]
    assert (session.remarks()["implied_clears"], _wrong(session)) == (1, {})


def test_a_snapshot_is_told_from_the_next_wherever_batches_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snap = F_SNAPSHOT
    rows = (
        record("A", 1, price=9, size=1, flags=snap),
        record("A", 2, price=9, size=1, flags=snap),
        record("A", 3, price=9, size=1),
        record("A", 4, price=9, size=1),
        record("A", 5, price=9, size=1, flags=snap),
        record("A", 6, price=9, size=1, flags=snap),
    )
    for batch in (1, 2, 3, 4, 100):
        monkeypatch.setattr("tradewind.book_sources.dbn_records.BATCH_ROWS", batch)
        session = _replay(tmp_path, *rows)
        assert session.remarks()["implied_clears"] == 2
        assert _queue(session, 9) == [(5, 1), (6, 1)]


def test_snapshots_of_several_instruments_may_interleave(tmp_path: Path) -> None:
    snap = F_SNAPSHOT
    session = _replay(
        tmp_path,
        record("A", 1, price=9, size=1, instrument=7),
        record("A", 1, price=9, size=1, instrument=8),
        record("A", 2, price=9, size=1, flags=snap, instrument=7),
        record("A", 2, price=9, size=1, flags=snap, instrument=8),
        record("A", 3, price=9, size=1, flags=snap, instrument=7),
        record("A", 3, price=9, size=1, flags=snap, instrument=8),
    )
    assert _queue(session, 9, symbol="7") == _queue(session, 9, symbol="8") == [(2, 1), (3, 1)]
    assert (session.remarks()["implied_clears"], _wrong(session)) == (2, {})


def test_the_book_at_the_start_may_be_a_file_of_its_own(tmp_path: Path) -> None:
    start = write(tmp_path / "start.dbn", *_TWO)
    day = write(tmp_path / "day.dbn", record("C", 1, size=5))
    session = replay(DbnDecoder(day, snapshot=start))
    assert _queue(session, 10) == [(2, 6)]
    assert _wrong(session) == {}


def test_instruments_and_publishers_have_books_of_their_own(tmp_path: Path) -> None:
    session = _replay(
        tmp_path,
        record("A", 1, price=10, size=1),
        record("A", 1, price=20, size=2, publisher=2),
        record("A", 1, price=30, size=3, instrument=8),
        record("C", 1, size=1, publisher=2),
        symbols=(("ESH4", 7), ("NQH4", 8)),
    )
    assert session.symbols == {"ESH4": 1, "ESH4@2": 2, "NQH4": 3}
    assert _queue(session, 10, symbol="ESH4") == [(1, 1)]
    assert _queue(session, 20, symbol="ESH4@2") == [(1, 1)], "the number is the venue's own"
    assert _queue(session, 30, symbol="NQH4") == [(1, 3)]
    assert _wrong(session) == {}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (record("C", 9, size=1), {"unknown_order": 1}),
        (record("C", 1, size=9), {"over_decrement": 1, "excess_shares": 4}),
        (record("A", 1, price=1, size=1), {"duplicate_order": 1}),
        (record("A", 3, side="N", price=1, size=1), {"bad_side": 1}),
        (record("M", 3, side="N", price=1, size=1), {"unknown_order": 1}),
        (record("A", 3, price=1, size=0), {"zero_quantity": 1}),
        (record("A", 3, price=NO_PRICE, size=1), {"no_price": 1}),
        (record("A", 3, price=NO_PRICE, size=0, flags=F_LAST | F_TOB), {"top_of_book": 1}),
        (record("N", flags=F_MAYBE_BAD_BOOK), {"maybe_bad_book": 1}),
        (record("Z"), {"unknown_actions": 1}),
    ],
)
def test_what_no_book_can_take_is_counted(
    tmp_path: Path, row: tuple[Any, ...], expected: dict[str, int]
) -> None:
    assert _wrong(_replay(tmp_path, *_TWO, row)) == expected


def test_other_records_are_passed_over_and_sent_times_are_allowed(tmp_path: Path) -> None:
    path = tmp_path / "day.dbn"
    other = bytes([4, 0x17]) + bytes(14)
    sent = records([record("A", 2, price=10, size=6)]).tobytes()
    sent = bytes([16]) + sent[1:] + bytes(8)
    path.write_bytes(head(schema=None) + other + records([_TWO[0]]).tobytes() + other + sent + other)
    session = replay(DbnDecoder(path))
    assert _queue(session, 10) == [(1, 5), (2, 6)]
    assert session.remarks()["other_records"] == 3


def test_records_may_be_cut_anywhere_by_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [record("A", i, price=i, size=1) for i in range(1, 200)]
    expected = _replay(tmp_path, *rows).digest("7")
    monkeypatch.setattr("tradewind.sources.CHUNK_BYTES", 101)
    assert _replay(tmp_path, *rows).digest("7") == expected


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"DBX\x01", "expected a head of 8 bytes, the file has 4"),
        (b"DBX\x01\0\0\0\0", "byte 0: expected a DBN file, found bytes 44 42 58"),
        (b"DBN\x01\x40\0\0\0", "expected a head of 72 bytes, the file has 8"),
        (b"DBN\x01\0\0\0\x40", "expected a head of at most 67108864 bytes"),
        (b"DBN\x01\x04\0\0\0abcd", "expected the head of a DBN file, found: "),
    ],
)
def test_a_damaged_head_names_the_file_and_the_byte(tmp_path: Path, data: bytes, text: str) -> None:
    path = tmp_path / "day.dbn"
    path.write_bytes(data)
    with pytest.raises(FeedError) as raised:
        replay(DbnDecoder(path))
    assert str(raised.value).startswith(f"{path}: byte 0: ")
    assert text in str(raised.value)


@pytest.mark.parametrize(
    ("tail", "text"),
    [
        (b"\x0e\xa0", "expected the rest of a record, the file ends after 2 bytes of it"),
        (b"\x00\xa0" + bytes(60), "expected a record of at least 8 bytes, found a length of 0"),
        (b"\x0f\xa0" + bytes(60), "expected an MBO record of 56 or 64 bytes, found one of 60"),
    ],
)
@pytest.mark.parametrize("chunk", [50, 1 << 20])
def test_a_damaged_record_names_its_byte(
    tmp_path: Path, tail: bytes, text: str, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tradewind.sources.CHUNK_BYTES", chunk)
    path = write(tmp_path / "day.dbn", *_TWO)
    size = path.stat().st_size
    path.write_bytes(path.read_bytes() + tail)
    with pytest.raises(FeedError) as raised:
        replay(DbnDecoder(path))
    assert str(raised.value) == f"{path}: byte {size}: {text}"
    assert raised.value.offset == size


def test_another_schema_is_named(tmp_path: Path) -> None:
    path = tmp_path / "day.dbn"
    path.write_bytes(head(schema="trades"))
    with pytest.raises(FeedError, match="expected schema mbo, found trades"):
        replay(DbnDecoder(path))


def test_without_its_extra_it_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "day.dbn", *_TWO)
    monkeypatch.setitem(__import__("sys").modules, "databento_dbn", None)
    with pytest.raises(MissingExtraError, match=r"reading DBN files needs the extra 'data': pip install"):
        replay(DbnDecoder(path))
