"""CSV and Parquet through a column map: levels here, orders in test_source_orders.py."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tradewind.book import Side
from tradewind.book_sources.columns import ColumnMap
from tradewind.book_sources.formats import SourceFormat, replay_file
from tradewind.book_sources.records import BUY, SELL, UNKNOWN, Batch
from tradewind.book_sources.session import SourceSession, read
from tradewind.book_sources.table import TableDecoder
from tradewind.book_sources.text import RowError
from tradewind.errors import MissingExtraError

_COLUMNS = {"time": "t", "symbol": "sym", "action": "what", "side": "side", "price": "px", "size": "qty"}


def _map(**fields: Any) -> ColumnMap:
    return ColumnMap.parse({"book": "levels", "columns": _COLUMNS, **fields})


def _csv(folder: Path, *rows: str, header: str = "t,sym,what,side,px,qty") -> Path:
    path = folder / "levels.csv"
    path.write_text("".join(f"{row}\n" for row in (header, *rows) if row))
    return path


def _replay(path: Path, columns: ColumnMap) -> SourceSession:
    return replay_file(path, SourceFormat.csv, columns=columns)


def _levels(session: SourceSession, symbol: str, side: Side) -> list[tuple[int, int]]:
    return [(int(row["price"]), int(row["qty"])) for row in session[symbol].levels(side)]


def _all(decoder: TableDecoder) -> Batch:
    batches = list(read(decoder))
    return Batch(
        np.concatenate([batch.events for batch in batches]),
        np.concatenate([batch.ends for batch in batches]),
        np.concatenate([batch.trades for batch in batches]),
    )


def test_levels_are_set_deleted_and_cleared(tmp_path: Path) -> None:
    path = _csv(
        tmp_path,
        "1,X,set,B,10.5,100",
        "1,X,set,A,10.6,200",
        "2,X,set,B,10.4,50",
        "3,X,delete,bid,10.5,77",
        "3,Y,set,B,7,1",
        "4,Y,clear,,,",
        "5,X,set,sell,10.6,0",
        "6,X,ignore,,,",
    )
    session = _replay(path, _map())
    assert _levels(session, "X", Side.buy) == [(10_400_000_000, 50)]
    assert _levels(session, "X", Side.sell) == []
    assert _levels(session, "Y", Side.buy) == []
    assert session.records == {"set": 5, "delete": 1, "clear": 1, "ignore": 1}
    assert {name: n for name, n in session.integrity().items() if n} == {}


def test_units_are_exact(tmp_path: Path) -> None:
    path = _csv(tmp_path, "1.5,X,set,B,42,0.25", "2.5,X,set,A,43,1.50")
    session = _replay(path, _map(price_unit="0.25", lot="0.05", time_unit="s"))
    assert _levels(session, "X", Side.buy) == [(10_500_000_000, 5)]
    assert _levels(session, "X", Side.sell) == [(10_750_000_000, 30)]
    batch = _all(TableDecoder(path, _map(price_unit="0.25", lot="0.05", time_unit="s")))
    assert batch.events["time"].tolist() == [1_500_000_000, 2_500_000_000]


@pytest.mark.parametrize(
    ("unit", "text", "ns"),
    [
        ("ns", "1703462400000000001", 1_703_462_400_000_000_001),
        ("us", "1703462400000000.5", 1_703_462_400_000_000_500),
        ("ms", "1703462400001", 1_703_462_400_001_000_000),
        ("s", "34200.004241176", 34_200_004_241_176),
        ("iso", "2023-12-25T00:00:00.000000001Z", 1_703_462_400_000_000_001),
        ("iso", "2023-12-25 00:00:00", 1_703_462_400_000_000_000),
        ("iso", "2023-12-25T02:00:00.5+02:00", 1_703_462_400_500_000_000),
        ("iso", "2023-12-24T18:30:00-05:30", 1_703_462_400_000_000_000),
        ("iso", "1677-09-21T00:12:43.145224193Z", -(1 << 63) + 1),
        ("iso", "2262-04-11T23:47:16.854775807Z", (1 << 63) - 1),
    ],
)
def test_times_are_exact_in_every_unit(tmp_path: Path, unit: str, text: str, ns: int) -> None:
    path = _csv(tmp_path, f"{text},X,set,B,1,1")
    batch = _all(TableDecoder(path, _map(time_unit=unit)))
    assert batch.events["time"].tolist() == [ns]


def test_rows_of_one_time_and_symbol_are_one_message(tmp_path: Path) -> None:
    rows = ("1,X,set,B,10,1", "1,X,set,A,9,1", "1,X,set,A,9,0", "1,Y,set,A,9,1", "2,Y,set,A,8,1")
    path = _csv(tmp_path, *rows)
    together = _replay(path, _map()).remarks()
    assert (together["messages"], together["crossed"]) == (3, 0)
    apart = _replay(path, _map(message="row")).remarks()
    assert (apart["messages"], apart["crossed"]) == (5, 1)


def test_a_message_is_whole_wherever_batches_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"{i // 3},X,set,B,{1 + i},1" for i in range(100)]
    path = _csv(tmp_path, *rows)
    expected = _replay(path, _map())
    monkeypatch.setattr("tradewind.book_sources.table_rows.BATCH_ROWS", 7)
    session = _replay(path, _map())
    assert session.remarks()["messages"] == expected.remarks()["messages"] == 34
    assert _levels(session, "X", Side.buy) == _levels(expected, "X", Side.buy)


def test_trades_carry_the_side_that_the_file_tells(tmp_path: Path) -> None:
    path = _csv(tmp_path, "1,X,trade,B,10,5", "2,X,trade,A,10,6", "3,X,trade,,10,7")
    trades = _all(TableDecoder(path, _map())).trades
    assert trades["aggressor"].tolist() == [BUY, SELL, UNKNOWN]
    tape = _replay(path, _map())["X"].tape
    assert (tape.volume, tape.bought, tape.sold, tape.trades) == (18, 5, 6, 3)


def test_words_of_the_file_are_mapped_and_a_header_may_be_absent(tmp_path: Path) -> None:
    columns = ColumnMap.parse(
        {
            "book": "levels",
            "columns": {"time": "0", "side": "1", "price": "3", "size": "2"},
            "symbol": "Z",
            "sides": {"buy": ["1"], "sell": ["-1"]},
            "delimiter": ";",
            "header": False,
        }
    )
    path = _csv(tmp_path, "1;1;100;10.5", "2;-1;200;10.6", header="")
    session = _replay(path, columns)
    assert (session["Z"].touch.bid_qty, session["Z"].touch.ask_qty) == (100, 200)


def test_quoted_fields_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = tmp_path / "levels.csv"
    path.write_text('\ufefft,sym,what,side,px,qty\r\n1,"A,B",set,B,"10.5",100\r\n', encoding="utf-8")
    assert _levels(_replay(path, _map()), "A,B", Side.buy) == [(10_500_000_000, 100)]


@pytest.mark.parametrize(
    ("row", "column", "text"),
    [
        ("x,X,set,B,1,1", "t", "expected a decimal number, found 'x'"),
        ("1,X,put,B,1,1", "what", "expected one of clear, delete, ignore, set, trade, found 'put'"),
        ("1,X,set,?,1,1", "side", "expected one of A, B, S, ask, bid, buy, sell, found '?'"),
        ("1,X,set,B,1.0000000001,1", "px", "at most 9 decimal places, found '1.0000000001'"),
        ("1,X,set,B,9999999999999,1", "px", "fits 64 bits"),
        ("1,X,set,B,1,1.5", "qty", "at most 0 decimal places, found '1.5'"),
        ("1,X,set,B,1,-1", "qty", "expected 0 or more, found '-1'"),
        ("1,X,set,B,,1", "px", "expected a decimal number, found ''"),
        ("1,X,set,B,1", "5", "expected 6 columns, as in the header, found 5"),
        ("1,X,set,B,1,1,1", "6", "expected 6 columns, as in the header, found 7"),
        (
            "1,X,set,B,1,18446744073709551615",
            "qty",
            "fits 64 bits (at most 2^63 - 1), found '18446744073709551615'",
        ),
        ("1,X,set,B,1e23,1", "px", "fits 64 bits in units of 1e-9 (at most 2^63 - 1 of them), found '1e23'"),
        ("1,,set,B,1,1", "sym", "expected a symbol, found ''"),
    ],
)
def test_a_row_that_cannot_be_names_file_row_column_and_value(
    tmp_path: Path, row: str, column: str, text: str
) -> None:
    path = _csv(tmp_path, "0,X,set,B,1,1", row)
    with pytest.raises(RowError) as raised:
        _replay(path, _map())
    assert (raised.value.row, raised.value.column) == (3, column)
    assert str(raised.value).startswith(f"{path}: row 3, column {column!r}: ")
    assert text in str(raised.value)


@pytest.mark.parametrize(
    ("fields", "row", "text"),
    [
        ({"lot": "100"}, "1,X,set,B,1,150", "expected a multiple of the lot, found '150'"),
        ({"price_unit": "1e-12"}, "1,X,set,B,1500,1", "expected a multiple of 1e-9, found '1500'"),
        (
            {"price_unit": "7"},
            "1,X,set,B,9000000000,1",
            "expected a value that fits 64 bits, found '9000000000'",
        ),
        ({"time_unit": "iso"}, "noon,X,set,B,1,1", "expected an ISO 8601 date-time, YYYY-MM-DDThh:mm:ss"),
    ],
)
def test_values_that_no_unit_can_hold_are_named(
    tmp_path: Path, fields: dict[str, Any], row: str, text: str
) -> None:
    with pytest.raises(RowError) as raised:
        _replay(_csv(tmp_path, row), _map(**fields))
    assert text in str(raised.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0001-01-01T00:00:00", "fits 64 bits of nanoseconds, from 1677-09-21T00:12:43.145224193Z to 2262"),
        ("9999-12-31T00:00:00Z", "fits 64 bits of nanoseconds"),
        ("1677-09-21T00:12:43.145224192Z", "fits 64 bits of nanoseconds"),
        ("2262-04-11T23:47:16.854775808Z", "fits 64 bits of nanoseconds"),
        ("2262-04-11T23:47:16-00:01", "fits 64 bits of nanoseconds"),
        ("1", "an ISO 8601 date-time"),
        ("20240808", "an ISO 8601 date-time"),
        ("2024-08-08", "an ISO 8601 date-time"),
        ("2024-08-08T00:00:00.0000000001Z", "an ISO 8601 date-time"),
        ("2024-08-08T00:00:00+2:00", "an ISO 8601 date-time"),
        ("2024-08-08T00:00:00+24:00", "an ISO 8601 date-time"),
        ("2024-02-30T00:00:00Z", "an ISO 8601 date-time"),
        ("2024-08-08T00:00:60Z", "an ISO 8601 date-time"),
        ("NaT", "an ISO 8601 date-time"),
        ("", "an ISO 8601 date-time"),
        ("٢٠٢٤-08-08T00:00:00", "an ISO 8601 date-time"),
    ],
)
def test_iso_times_that_are_none_or_do_not_fit_are_refused(tmp_path: Path, text: str, expected: str) -> None:
    path = _csv(tmp_path, "2024-08-08T00:00:00Z,X,set,B,1,1", f"{text},X,set,B,1,1")
    with pytest.raises(RowError) as raised:
        _replay(path, _map(time_unit="iso"))
    assert str(raised.value).startswith(f"{path}: row 3, column 't': expected ")
    assert expected in str(raised.value)
    assert str(raised.value).endswith(f"found {text!r}")


def test_a_column_that_is_absent_is_named(tmp_path: Path) -> None:
    path = _csv(tmp_path, "1,2", header="t,px")
    with pytest.raises(RowError, match="column 'sym': expected this column for 'symbol', found t, px"):
        _replay(path, _map())
    with pytest.raises(RowError, match="a file without a header: columns are numbered from 0"):
        _replay(path, _map(header=False))


def test_without_a_header_every_row_is_as_long_as_the_first(tmp_path: Path) -> None:
    columns = _map(columns={name: str(i) for i, name in enumerate(_COLUMNS)}, header=False)
    for row, column, found in (("1,X,set,B,1,1", "6", 6), ("1,X,set,B,1,1,1,1", "7", 8)):
        path = _csv(tmp_path, "0,X,set,B,1,1,spare", row, header="")
        with pytest.raises(
            RowError, match=f"row 2, column '{column}': expected 7 columns, as in .*, found {found}"
        ):
            _replay(path, columns)
    path = _csv(tmp_path, "0,X,set,B,1", header="")
    with pytest.raises(RowError, match="row 1, column '5': expected at least 6 columns, found 5"):
        _replay(path, columns)


def test_a_column_name_that_the_header_repeats_is_refused(tmp_path: Path) -> None:
    path = _csv(tmp_path, "1,X,set,B,1,1,2", header="t,sym,what,side,px,qty,px")
    with pytest.raises(
        RowError, match="row 1, column 'px': expected this column once for 'price', found it 2 times"
    ):
        _replay(path, _map())
    path = _csv(tmp_path, "1,X,set,B,1,1,2,3", header="t,sym,what,side,px,qty,spare,spare")
    assert _levels(_replay(path, _map()), "X", Side.buy) == [(1_000_000_000, 1)]


def test_an_ignored_row_needs_no_symbol(tmp_path: Path) -> None:
    session = _replay(_csv(tmp_path, "1,,ignore,,,", "1,X,set,B,1,1"), _map())
    assert list(session.symbols) == ["X"]


def test_time_that_goes_backwards_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tradewind.book_sources.table_rows.BATCH_ROWS", 2)
    path = _csv(tmp_path, *(f"{time},X,set,B,{time},1" for time in (5, 4, 6, 6, 3, 5, 7)))
    assert _replay(path, _map()).integrity()["time_reversals"] == 3
    path = _csv(tmp_path, *(f"{time},X,set,B,{time},1" for time in (1, 2, 2, 3)))
    assert _replay(path, _map()).integrity()["time_reversals"] == 0


def test_damaged_csv_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "levels.csv"
    path.write_bytes(b't,sym,what,side,px,qty\n1,X,set,B,"1"x,1\n')
    with pytest.raises(RowError, match="row 2, column '': expected CSV"):
        _replay(path, _map())
    path.write_bytes(b"t,sym,what,side,px,qty\n1,\xff,set,B,1,1\n")
    with pytest.raises(RowError, match="row 2, column '': expected UTF-8, found byte 0xff"):
        _replay(path, _map())


def _parquet(path: Path, columns: dict[str, Any]) -> Path:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pyarrow.table(columns), path, row_group_size=2)
    return path


def test_parquet_columns_of_every_kind_are_exact(tmp_path: Path) -> None:
    import datetime
    from decimal import Decimal

    pyarrow = pytest.importorskip("pyarrow")
    moment = datetime.datetime(2023, 12, 25, tzinfo=datetime.UTC)
    path = _parquet(
        tmp_path / "levels.parquet",
        {
            "t": pyarrow.array([moment] * 3, pyarrow.timestamp("us", tz="UTC")),
            "sym": pyarrow.array(["X", "X", "Y"]).dictionary_encode(),
            "what": ["set"] * 3,
            "side": ["B", "S", "B"],
            "px": [0.1, 585.33, 4799.25],
            "qty": pyarrow.array([Decimal("1.50"), Decimal("0.01"), Decimal(2)], pyarrow.decimal128(10, 2)),
        },
    )
    session = replay_file(path, columns=_map(time_unit="iso", lot="0.01"))
    assert _levels(session, "X", Side.buy) == [(100_000_000, 150)]
    assert _levels(session, "X", Side.sell) == [(585_330_000_000, 1)]
    assert _levels(session, "Y", Side.buy) == [(4_799_250_000_000, 200)]
    batch = _all(TableDecoder(path, _map(time_unit="iso", lot="0.01"), parquet=True))
    assert batch.events["time"].tolist() == [1_703_462_400_000_000_000] * 3


def test_parquet_problems_name_the_file_and_the_row(tmp_path: Path) -> None:
    path = _parquet(
        tmp_path / "levels.parquet",
        {
            "t": [1, 2],
            "sym": ["X", "X"],
            "what": ["set"] * 2,
            "side": ["B"] * 2,
            "px": [1.5, None],
            "qty": [1, 1],
        },
    )
    with pytest.raises(RowError, match="row 2, column 'px': expected a decimal number, found ''"):
        replay_file(path, columns=_map())
    path = _parquet(path, {**{name: [1] for name in "tq"}, "sym": ["X"], "side": ["B"], "px": [float("nan")]})
    columns = {"time": "t", "symbol": "sym", "side": "side", "price": "px", "size": "q"}
    with pytest.raises(RowError, match="row 1, column 'px': expected a decimal number, found 'NaN'"):
        replay_file(path, columns=_map(columns=columns))
    path.write_bytes(b"PAR1 and no more")
    with pytest.raises(RowError, match="expected a Parquet file"):
        replay_file(path, columns=_map())


def test_parquet_timestamps_that_do_not_fit_are_named(tmp_path: Path) -> None:
    import datetime

    pyarrow = pytest.importorskip("pyarrow")
    moments = [datetime.datetime(year, 1, 1, tzinfo=datetime.UTC) for year in (2024, 9999)]
    columns = {"what": ["set"] * 2, "sym": ["X"] * 2, "side": ["B"] * 2, "px": [1, 1], "qty": [1, 1]}
    times = pyarrow.array(moments, pyarrow.timestamp("us", tz="Europe/Berlin"))
    path = _parquet(tmp_path / "levels.parquet", {"t": times, **columns})
    with pytest.raises(
        RowError, match=r"row 2, column 't': .*fits 64 bits of nanoseconds.*found '9999-01-01"
    ):
        replay_file(path, columns=_map(time_unit="iso"))


def test_parquet_without_its_extra_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "levels.parquet"
    path.write_bytes(b"PAR1")
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"reading Parquet files needs the extra 'data': pip install"):
        replay_file(path, columns=_map())
