"""What a feed or a caller may hand in and once broke the Python face: each is an error or shown, none is dropped."""

from pathlib import Path

import pytest

from tradewind.book import Books
from tradewind.watch import Watcher


def _directory(stock: bytes) -> bytes:
    head = b"R" + (7).to_bytes(2, "big") + bytes(8)
    return head + stock.ljust(8) + b"Q " + (100).to_bytes(4, "big") + b"NC  PN N1" + bytes(4) + b"N"


def test_a_symbol_that_is_no_text_is_shown_with_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "day.itch"
    message = _directory(b"\xff\xfe  X")
    path.write_bytes(len(message).to_bytes(2, "big") + message)
    books = Books.from_file(path)
    assert books.symbols == {r"\xff\xfe  X": 7}


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (b"", "message is empty"),
        (b"z" * 12, "message type is byte 122"),
        (b"A" * 5, "message of type A has 5 bytes, must have 36"),
        (b"A" * 200, "message of type A has 200 bytes, must have 36"),
    ],
)
def test_a_message_that_is_none_is_an_error(message: bytes, text: str) -> None:
    books = Books()
    with pytest.raises(ValueError, match=text):
        books.apply(message)
    with pytest.raises(ValueError, match=text):
        Watcher(books).apply(message)
    assert books.counters["events"] == 0
