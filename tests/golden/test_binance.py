"""Real Binance captures: in step from the snapshot to the end, and equal to the feed's own best bid and ask."""

import gzip
import json
from decimal import Decimal
from pathlib import Path

import pytest

from support.shared import shared_path
from tradewind.book import Side
from tradewind.book_sources.binance import BinanceDecoder
from tradewind.book_sources.session import SourceSession, replay

_FOLDER = "data/binance_l2_btcusdt_20240808"
_FILES = ("usdm_btcusdt_20240808.gz", "spot_btcusdt_20240808.gz")
_RECORDS = {
    _FILES[0]: {"depthUpdate": 6_551, "bookTicker": 66_089, "trade": 21_313, "snapshot": 1},
    _FILES[1]: {"depthUpdate": 3_451, "bookTicker": 28_040, "trade": 9_757, "snapshot": 1},
}
_CHECKED = {_FILES[0]: 6_546, _FILES[1]: 3_450}


def _wrong(session: SourceSession) -> dict[str, int]:
    return {name: count for name, count in session.integrity().items() if count}


@pytest.mark.parametrize("name", _FILES)
def test_a_real_capture_rebuilds_without_an_error(name: str) -> None:
    session = replay(BinanceDecoder(shared_path(f"{_FOLDER}/{name}")))
    assert session.records == _RECORDS[name]
    assert _wrong(session) == {}
    remarks = session.remarks()
    assert (remarks["crossed"], remarks["locked"], remarks["partial_books"]) == (0, 0, 0)
    # Every touch since the snapshot equals the feed's bookTicker of that moment; quote_mismatch above is 0.
    assert remarks["quotes_checked"] == _CHECKED[name]
    assert session["BTCUSDT"].tape.trades == _RECORDS[name]["trade"]


def _naive_levels(path: Path) -> tuple[list[tuple[Decimal, Decimal]], list[tuple[Decimal, Decimal]]]:
    """Apply the snapshot and every later difference to dictionaries."""
    with gzip.open(path, "rt") as file:
        messages = [json.loads(line.partition(" ")[2]) for line in file]
    base = next(message for message in messages if "lastUpdateId" in message)
    sides = {
        "b": {Decimal(price): Decimal(size) for price, size in base["bids"]},
        "a": {Decimal(price): Decimal(size) for price, size in base["asks"]},
    }
    for message in messages:
        data = message.get("data", {})
        # The difference that straddles the snapshot tells sizes as of its end, so all of it applies.
        if data.get("e") != "depthUpdate" or data["u"] <= base["lastUpdateId"]:
            continue
        for side, levels in sides.items():
            for price, size in data[side]:
                levels[Decimal(price)] = Decimal(size)
    kept = {side: [(p, q) for p, q in levels.items() if q] for side, levels in sides.items()}
    return sorted(kept["b"], reverse=True), sorted(kept["a"])


@pytest.mark.parametrize("name", _FILES)
def test_every_level_at_the_end_equals_dictionaries_of_decimals(name: str) -> None:
    path = shared_path(f"{_FOLDER}/{name}")
    book = replay(BinanceDecoder(path))["BTCUSDT"]
    for side, expected in zip(Side, _naive_levels(path), strict=True):
        levels = [
            (Decimal(int(row["price"])).scaleb(-9), Decimal(int(row["qty"])).scaleb(-8))
            for row in book.levels(side)
        ]
        assert len(levels) > 1_000
        assert levels == expected


@pytest.mark.parametrize("name", _FILES)
def test_a_lost_line_is_found_and_a_later_snapshot_mends_the_book(name: str, tmp_path: Path) -> None:
    with gzip.open(shared_path(f"{_FOLDER}/{name}"), "rb") as file:
        lines = file.readlines()[:20_000]
    at = [i for i, line in enumerate(lines) if b'"depthUpdate"' in line]
    lost = at[len(at) // 2]
    path = tmp_path / "capture"
    path.write_bytes(b"".join(lines[:lost] + lines[lost + 1 :]))
    session = replay(BinanceDecoder(path))
    assert _wrong(session) == {"gaps": 1}
    assert session["BTCUSDT"].stale
    assert session.remarks()["stale_messages"] == len(at) - len(at) // 2 - 1

    # A snapshot as of some differences later, made of the undisturbed books.
    reach = at[len(at) // 2 + 5]
    path.write_bytes(b"".join(lines[: reach + 1]))
    whole = replay(BinanceDecoder(path))["BTCUSDT"]
    snapshot = {
        "lastUpdateId": json.loads(lines[reach].partition(b" ")[2])["data"]["u"],
        **{
            key: [
                [str(Decimal(int(row["price"])).scaleb(-9)), str(Decimal(int(row["qty"])).scaleb(-8))]
                for row in whole.levels(side)
            ]
            for key, side in (("bids", Side.buy), ("asks", Side.sell))
        },
    }
    line = lines[reach].partition(b" ")[0] + b" " + json.dumps(snapshot).encode() + b"\n"
    path.write_bytes(b"".join([*lines[:lost], *lines[lost + 1 : reach + 1], line, *lines[reach + 1 :]]))
    session = replay(BinanceDecoder(path))
    assert _wrong(session) == {"gaps": 1}
    assert not session["BTCUSDT"].stale
    path.write_bytes(b"".join(lines))
    undisturbed = replay(BinanceDecoder(path))["BTCUSDT"]
    for side in Side:
        assert session["BTCUSDT"].levels(side).tolist() == undisturbed.levels(side).tolist()
