"""Formats are told from the first bytes, and `tradewind replay` reads each of them."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from support.binance import depth, snapshot, trade, write
from tradewind.book_sources.columns import ColumnMap
from tradewind.book_sources.formats import FormatError, SourceFormat, decoder_for, detect
from tradewind.book_sources.table_rows import parquet_tables
from tradewind.book_sources.text import RowError
from tradewind.commands.replay import app
from tradewind.errors import FeedError, TradewindError

_BINANCE = b'1723161253937085768 {"stream":"btcusdt@depth"}\n'
_LOBSTER = b"34200.004241176,1,16113575,18,5853300,1\r\n"
_MAP: dict[str, Any] = {
    "book": "levels",
    "columns": {"time": "t", "side": "s", "price": "p", "size": "q"},
    "symbol": "ABC",
}


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (_BINANCE, SourceFormat.binance),
        (_LOBSTER, SourceFormat.lobster),
        (b"34200,5,0,18,5853300,-1,null\n", SourceFormat.lobster),
        (b"DBN\x01\0\0\0\0", SourceFormat.dbn),
        (b"PAR1\x15\x04", SourceFormat.parquet),
        (b"\x00\x0cS\0\0\0\0\0\0\0\0\0\0O", SourceFormat.itch),
        (b"t,s,p,q\n1,B,1,1\n", SourceFormat.itch),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_format_is_told_from_the_first_bytes(
    tmp_path: Path, head: bytes, expected: SourceFormat, packed: bool
) -> None:
    path = tmp_path / "file"
    path.write_bytes(gzip.compress(head) if packed else head)
    assert detect(path) is expected


def test_a_column_map_makes_any_text_csv(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(_LOBSTER)
    assert detect(path, columns=True) is SourceFormat.csv
    path.write_bytes(b"PAR1")
    assert detect(path, columns=True) is SourceFormat.parquet


def test_what_can_be_read_once_is_not_looked_into(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert detect(pipe) is SourceFormat.itch
    assert detect("-") is SourceFormat.itch
    assert detect(pipe, columns=True) is SourceFormat.csv
    assert detect("-", columns=True) is SourceFormat.csv
    with pytest.raises(FeedError, match="found a directory"):
        detect(tmp_path)
    with pytest.raises(FeedError, match="found nothing at this path"):
        detect(tmp_path / "none")


@pytest.mark.parametrize(
    ("source_format", "options", "text"),
    [
        (SourceFormat.csv, {}, "day: csv needs a column map (--columns MAP.json)"),
        (SourceFormat.parquet, {}, "day: parquet needs a column map"),
        (
            SourceFormat.lobster,
            {"columns": ColumnMap.parse(_MAP)},
            "goes with csv and parquet, the format is lobster",
        ),
        (
            SourceFormat.itch,
            {"columns": ColumnMap.parse(_MAP)},
            "goes with csv and parquet, the format is itch",
        ),
        (
            SourceFormat.lobster,
            {"snapshot": "x"},
            "a snapshot goes with dbn and binance, the format is lobster",
        ),
        (SourceFormat.itch, {}, "ITCH files are read by tradewind.book.Books"),
    ],
)
def test_options_that_do_not_fit_the_format_are_named(
    source_format: SourceFormat, options: dict[str, Any], text: str
) -> None:
    with pytest.raises(FormatError) as raised:
        decoder_for("day", source_format, **options)
    assert text in str(raised.value)


def _capture(folder: Path) -> Path:
    return write(
        folder / "capture",
        depth(10, 10, bids=[("100.5", "1.25")], asks=[("100.6", "2")]),
        depth(12, 12, bids=[("100.4", "3")]),
        trade("100.5", "0.25", buyer_rests=True),
    )


def _run(*arguments: str | Path) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_replay_prints_counts_books_and_integrity(tmp_path: Path) -> None:
    text = _run(_capture(tmp_path))
    assert "capture: 3 records" in text
    assert "records: depthUpdate 2  trade 1" in text
    assert "at the end: 1 symbols, 3 levels" in text
    assert (
        "BTCUSDT: best bid 100.50 x 1.25, best ask 100.60 x 2, 1 trades, volume 0.25, last 100.50 "
        "(stale: the feed has lost something)" in text
    )
    assert "100.40" in text
    assert "integrity: gaps 1\n  row 2: expected U 11, found 12: differences are missing\n" in text
    assert "remarks: messages 2  stale messages 1  partial books 1" in text
    assert "100.40" not in _run(_capture(tmp_path), "--depth", "1")


def test_replay_prints_json(tmp_path: Path) -> None:
    result = json.loads(_run(_capture(tmp_path), "--json", "--format", "binance"))
    assert result["messages"] == 3
    assert result["lot_decimals"] == 8
    assert result["records"] == {"depthUpdate": 2, "trade": 1}
    assert result["integrity"]["gaps"] == 1
    assert result["remarks"]["messages"] == 2
    (book,) = result["books"]
    assert (book["bid"], book["bid_qty"], book["sold"], book["stale"]) == (
        100_500_000_000,
        125_000_000,
        25_000_000,
        True,
    )
    assert book["levels"]["buy"] == [
        {"price": 100_500_000_000, "qty": 125_000_000, "orders": 0},
        {"price": 100_400_000_000, "qty": 300_000_000, "orders": 0},
    ]


def test_replay_takes_a_snapshot(tmp_path: Path) -> None:
    start = tmp_path / "snapshot.json"
    start.write_text(json.dumps(snapshot(9, [("99", "7")], [])))
    text = _run(_capture(tmp_path), "--snapshot", start)
    assert "best bid 100.50" in text
    assert "99.00" in text


def test_replay_reads_csv_through_a_map(tmp_path: Path) -> None:
    path, columns = tmp_path / "levels.csv", tmp_path / "map.json"
    path.write_text("t,s,p,q\n1,B,10.5,100\n1,S,10.6,50\n")
    columns.write_text(json.dumps(_MAP))
    text = _run(path, "--columns", columns)
    assert "ABC: best bid 10.50 x 100, best ask 10.60 x 50" in text
    assert "integrity: clean" in text


def _piped(content: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from tradewind.cli import main; main()", "replay", "-", *arguments]
    return subprocess.run(command, input=content, capture_output=True, check=False, timeout=60)


def test_replay_reads_csv_from_a_pipe_through_a_map(tmp_path: Path) -> None:
    columns = tmp_path / "map.json"
    columns.write_text(json.dumps(_MAP))
    done = _piped(b"t,s,p,q\n1,B,10.5,100\n1,S,10.6,50\n", "--columns", str(columns))
    assert b"ABC: best bid 10.50 x 100, best ask 10.60 x 50" in done.stdout, done.stderr


def test_a_pipe_that_is_no_itch_is_told_of_the_options() -> None:
    done = _piped(_LOBSTER * 3)
    assert done.returncode == 1
    assert b"--format" in done.stderr
    assert b"--columns" in done.stderr
    assert b"1 live orders" in _piped(_LOBSTER, "--format", "lobster").stdout
    assert b"--format" not in _piped(_LOBSTER * 3, "--format", "itch").stderr
    done = _piped(b"PAR1", "--format", "parquet", "--columns", "none.json")
    assert done.returncode == 1


def test_parquet_is_not_read_from_a_pipe(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in ("-", str(pipe)):
        with pytest.raises(RowError, match="expected a Parquet file, found a pipe"):
            list(parquet_tables(path, ColumnMap.parse(_MAP)))


def test_a_file_that_is_no_itch_is_told_of_the_options(tmp_path: Path) -> None:
    path = tmp_path / "quotes.csv"
    path.write_text("t,s,p,q\n1,B,10.5,100\n1,S,10.6,50\n")
    done = CliRunner().invoke(app, [str(path)])
    assert isinstance(done.exception, FeedError)
    assert str(done.exception).startswith(f"{path}: byte 0: ")
    assert "--format" in str(done.exception)
    assert "--columns" in str(done.exception)
    path.write_bytes(b"\x00\x0cS\0\0\0\0\0\0\0\0\0\0O\x00\x0cS")  # cut, but ITCH
    done = CliRunner().invoke(app, [str(path)])
    assert isinstance(done.exception, FeedError)
    assert "--format" not in str(done.exception)


def test_symbols_are_shown_once(tmp_path: Path) -> None:
    path = _capture(tmp_path)
    assert _run(path, "--symbols", "BTCUSDT,, BTCUSDT").count("BTCUSDT: best bid") == 1
    for empty in ("", " , "):
        done = CliRunner().invoke(app, [str(path), "--symbols", empty])
        assert done.exit_code == 2
        assert "expected at least one symbol" in done.output


def test_replay_reads_a_lobster_file(tmp_path: Path) -> None:
    path = tmp_path / "AMZN_2012-06-21_34200000_57600000_message_1.csv"
    path.write_bytes(_LOBSTER)
    text = _run(path)
    assert "AMZN: best bid 585.33 x 18, best ask none, 1 orders" in text
    assert "1 live orders on 1 levels" in text


def test_replay_names_what_does_not_fit(tmp_path: Path) -> None:
    path = _capture(tmp_path)
    done = CliRunner().invoke(app, [str(path), "--format", "fix"])
    assert done.exit_code == 2
    assert "'fix' is none of auto, itch" in done.output
    for arguments, text in (
        (["--format", "csv"], "csv needs a column map"),
        (["--symbols", "ETHUSDT"], "symbol 'ETHUSDT' is not among the 1 of"),
        (["--columns", str(tmp_path / "none.json")], "expected a column map, found: No such file"),
    ):
        done = CliRunner().invoke(app, [str(path), *arguments])
        assert isinstance(done.exception, TradewindError)
        assert text in str(done.exception)
    itch = tmp_path / "day.itch"
    itch.write_bytes(b"\x00\x0cS\0\0\0\0\0\0\0\0\0\0O")
    done = CliRunner().invoke(app, [str(itch), "--snapshot", str(path)])
    assert "a snapshot goes with dbn and binance, the format is itch" in str(done.exception)
