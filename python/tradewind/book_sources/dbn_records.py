"""The bytes of a DBN file: what its head says, and its MBO records as arrays.

The package databento-dbn (extra `data`) reads the head; the records have a fixed layout and are taken as they stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tradewind.book_sources.records import BATCH_ROWS, Records
from tradewind.errors import FeedError, MissingExtraError
from tradewind.sources import Source

MAGIC = b"DBN"
_MBO_TYPE = 0xA0
_WORD = 4  # record lengths count words
_HEAD = 8  # magic, version, length of the rest of the head
_MAX_HEAD = 1 << 26

F_LAST, F_TOB, F_SNAPSHOT, F_MAYBE_BAD_BOOK = 0x80, 0x40, 0x20, 0x04
NO_PRICE = np.iinfo(np.int64).max

_FIELDS = [
    ("length", "u1"),
    ("rtype", "u1"),
    ("publisher", "u2"),
    ("instrument", "u4"),
    ("ts_event", "u8"),
    ("order", "u8"),
    ("price", "i8"),
    ("size", "u4"),
    ("flags", "u1"),
    ("channel", "u1"),
    ("action", "S1"),
    ("side", "S1"),
    ("ts_recv", "u8"),
    ("ts_in_delta", "i4"),
    ("sequence", "u4"),
]
MBO = np.dtype(_FIELDS)
"""One MBO record as on disk; 56 bytes."""
_MBO_SENT = np.dtype([*_FIELDS, ("ts_out", "u8")])  # with the time at which a live gateway sent it


@dataclass(frozen=True, slots=True)
class Head:
    """What a file says about itself."""

    schema: str
    symbols: dict[int, str]
    """Name of each instrument number that the file maps."""


def read_head(data: bytes, path: str) -> Head:
    """Decode the head. Raises MissingExtraError, FeedError."""
    try:
        from databento_dbn import DBNError, Metadata
    except ModuleNotFoundError:
        raise MissingExtraError("data", "reading DBN files") from None
    try:
        metadata = Metadata.decode(data)
    except (DBNError, ValueError) as error:
        raise FeedError(path, 0, f"byte 0: expected the head of a DBN file, found: {error}") from None
    symbols: dict[int, str] = {}
    for asked, intervals in metadata.mappings.items():
        for interval in intervals:
            found = interval["symbol"]
            if found.isdecimal():
                symbols[int(found)] = asked
            elif asked.isdecimal():
                symbols[int(asked)] = found
    return Head(str(metadata.schema or "mixed"), symbols)


class RecordReader:
    """Splits the bytes of one file into its head and arrays of MBO records."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._chunks = source.chunks()
        self._data = b""
        self._at = 0  # how much of _data is done
        self._offset = 0  # byte of the file at which _data begins
        self.other = 0
        """Records of other types, passed over."""

    def head(self) -> Head:
        """Read the head; first of all. Raises FeedError, MissingExtraError."""
        self._need(_HEAD)
        if not self._data.startswith(MAGIC):
            raise self._error(f"expected a DBN file, found bytes {self._data[: len(MAGIC)].hex(' ')}")
        size = _HEAD + int.from_bytes(self._data[4:8], "little")
        if size > _MAX_HEAD:
            raise self._error(f"expected a head of at most {_MAX_HEAD} bytes, found one of {size}")
        self._need(size)
        head = read_head(self._data[:size], self._source.path)
        self._at = size
        return head

    def arrays(self) -> Iterator[Records]:
        """Yield the MBO records in order. Raises FeedError."""
        while True:
            yield from self._whole_records()
            if not self._more():
                break
        if rest := len(self._data) - self._at:
            raise self._error(f"expected the rest of a record, the file ends after {rest} bytes of it")

    def _whole_records(self) -> Iterator[Records]:
        while (left := len(self._data) - self._at) > 0:
            words = self._data[self._at]
            size = words * _WORD
            if size < 2 * _WORD:
                raise self._error(
                    f"expected a record of at least {2 * _WORD} bytes, found a length of {size}"
                )
            if left < size:
                return
            if self._data[self._at + 1] != _MBO_TYPE:
                self.other += 1
                self._at += size
                continue
            dtype = {MBO.itemsize: MBO, _MBO_SENT.itemsize: _MBO_SENT}.get(size)
            if dtype is None:
                raise self._error(f"expected an MBO record of 56 or 64 bytes, found one of {size}")
            count = min(left // size, BATCH_ROWS)
            records = np.frombuffer(self._data, dtype, count, self._at)
            strange = (records["length"] != words) | (records["rtype"] != _MBO_TYPE)
            if strange.any():
                records = records[: int(np.argmax(strange))]
            self._at += len(records) * size
            yield records

    def _more(self) -> bool:
        more = next(self._chunks, None)
        if more is None:
            return False
        self._offset += self._at
        self._data = self._data[self._at :] + more
        self._at = 0
        return True

    def _need(self, size: int) -> None:
        while len(self._data) < size:
            if not self._more():
                raise self._error(f"expected a head of {size} bytes, the file has {len(self._data)}")

    def _error(self, text: str) -> FeedError:
        at = self._offset + self._at
        return FeedError(self._source.path, at, f"byte {at}: {text}")
