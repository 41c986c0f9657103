"""`tradewind replay`: what it prints, and what it says about files that are not what they should be."""

import gzip
import json
import struct
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support.shared import shared_path
from tradewind.commands.replay import app
from tradewind.errors import TradewindError
from tradewind.wire import encode

_AAPL = "data/lobster_aapl_20120621/AAPL_2012-06-21_1h_from_lobster.itch50.zst"


def _frame(*messages: bytes) -> bytes:
    return b"".join(struct.pack(">H", len(message)) + message for message in messages)


def _directory(locate: int, symbol: str) -> bytes:
    message = bytearray(39)
    message[0:1] = b"R"
    message[1:3] = locate.to_bytes(2, "big")
    message[11:19] = symbol.ljust(8).encode()
    return bytes(message)


def _add(ref: int, locate: int, side: str, shares: int, price: int) -> bytes:
    values: dict[str, int | str] = {
        "stock_locate": locate,
        "tracking_number": 0,
        "timestamp": 1,
        "order_reference_number": ref,
        "buy_sell_indicator": side,
        "shares": shares,
        "stock": "TEST",
        "price": price,
    }
    return encode("itch50", "exchange", "add_order_no_mpid_attribution", values)


def _delete(ref: int, locate: int) -> bytes:
    values = {"stock_locate": locate, "tracking_number": 0, "timestamp": 1, "order_reference_number": ref}
    return encode("itch50", "exchange", "order_delete", values)


def _json(path: Path, *arguments: str) -> dict[str, object]:
    done = CliRunner().invoke(app, [str(path), "--json", *arguments])
    assert done.exit_code == 0, done.output
    result: dict[str, object] = json.loads(done.stdout)
    return result


def test_the_real_hour_ends_as_its_readme_says() -> None:
    done = CliRunner().invoke(app, [str(shared_path(_AAPL)), "--symbols", "AAPL"])
    assert done.exit_code == 0, done.output
    assert "88,154 messages" in done.stdout
    assert "best bid 585.69 x 10, best ask 585.95 x 100, 380 orders" in done.stdout
    assert "A 40,408  D 37,076  E 4,067  H 1  P 2,201  R 1  S 3  U 3,928  X 469" in done.stdout
    assert "integrity: clean" in done.stdout


def test_what_a_book_must_refuse_is_counted_and_the_stream_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "odd.itch"
    absurd = 1 << 63
    path.write_bytes(
        _frame(
            _directory(1, "TEST"),
            _add(1, 1, "B", 100, 100_000),
            _delete(absurd, 1),  # unknown and absurd
            _add(absurd + 5, 1, "B", 50, 99_000),  # absurd, but sound
            _add(2, 77, "S", 10, 101_000),  # a locate never announced
            _add(3, 1, "S", 10, 90_000),  # crosses
            b"z" + bytes(20),  # unknown type
            _add(4, 1, "B", 0, 90_000),  # nothing
        )
    )
    result = _json(path, "--symbols", "TEST")
    counters = result["counters"]
    assert isinstance(counters, dict)
    expected = {"unknown_order": 1, "unannounced_locate": 1, "crossed": 1, "zero_quantity": 1}
    assert {name: counters[name] for name in expected} == expected
    assert result["live_orders"] == 4
    assert result["integrity"]["unknown_types"] == 1  # type: ignore[index]
    text = CliRunner().invoke(app, [str(path)]).stdout
    assert "unknown_order 1" in text
    assert "crossed 1 times" in text
    assert "unknown types: 'z' 1" in text


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("cut.itch", _frame(_add(1, 1, "B", 1, 1))[:-5], ("byte 0", "36", "31")),
        ("prefix.itch", struct.pack(">H", 35) + _add(1, 1, "B", 1, 1), ("byte 0", "36", "35")),
        ("empty.itch", b"", ("empty",)),
        (
            "short.gz",
            gzip.compress(_frame(*[_add(i, 1, "B", 1, 1) for i in range(1, 99)]))[:-30],
            ("rest of the gzip",),
        ),
    ],
)
def test_a_file_that_is_not_whole_is_an_error_with_name_byte_and_expectation(
    tmp_path: Path, name: str, content: bytes, expected: tuple[str, ...]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    done = CliRunner().invoke(app, [str(path)])
    assert isinstance(done.exception, TradewindError), done.output
    text = str(done.exception)
    assert str(path) in text
    for part in expected:
        assert part in text


def test_a_directory_and_a_missing_file_are_errors(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        done = CliRunner().invoke(app, [str(path)])
        assert isinstance(done.exception, TradewindError)
        assert str(path) in str(done.exception)


def test_a_symbol_that_is_not_in_the_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "one.itch"
    path.write_bytes(_frame(_directory(1, "TEST")))
    done = CliRunner().invoke(app, [str(path), "--symbols", "NOPE"])
    assert isinstance(done.exception, TradewindError)
    assert "'NOPE'" in str(done.exception)
