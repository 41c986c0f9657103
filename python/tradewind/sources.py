"""Bytes out of market data files or a pipe: one pass over plain, gzip or zstd data, in chunks of bounded size.

What a file holds is seen from its first bytes, never from its name. Every way in which a file can be missing, cut or
damaged ends in a FeedError that names the file, the (decompressed) byte and what was expected there.
"""

import io
import os
import zlib
from collections.abc import Iterator
from enum import Enum
from itertools import chain
from types import TracebackType
from typing import Protocol, Self

from tradewind._core import feed as _feed
from tradewind.errors import FeedError

CHUNK_BYTES = 1 << 20
STANDARD_INPUT = "-"
"""The path that stands for the bytes piped in."""
_READ_BYTES = 1 << 18

_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_SKIPPABLE = b"\x2a\x4d\x18"  # behind one byte 0x50 to 0x5f
_MAGIC_BYTES = 4
_CAPTURE_MAGICS = frozenset(
    bytes.fromhex(magic) for magic in ("a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1", "0a0d0d0a")
)

StreamKind = _feed.StreamKind


class Compression(Enum):
    """How a file is packed."""

    none = "none"
    gzip = "gzip"
    zstd = "zstd"


class Reader(Protocol):
    """Anything of the core that chunks are pushed into."""

    @property
    def error(self) -> _feed.Error | None:
        """What stopped the reading, or None."""


class Source:
    """One pass over one file; made by open_source(), a context manager. Use it from one thread."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = "standard input" if os.fspath(path) == STANDARD_INPUT else os.fspath(path)
        self.offset = 0
        """Decompressed bytes that were handed out."""
        self.position = 0
        """Bytes of the file on disk that were read, for progress against `size`."""
        self._file = self._open(os.fspath(path))
        try:
            self._head = self._first_bytes()
            self.size = os.fstat(self._file.fileno()).st_size
            """Bytes of the file on disk; 0 for a pipe."""
            self.compression, self._pieces = self._unpacked()
            self.kind = self._sniff_kind()
            """ITCH file or capture: what a reader of the core is made for."""
        except BaseException:
            self._file.close()
            raise

    def chunks(self) -> Iterator[memoryview]:
        """Yield the decompressed bytes, at most CHUNK_BYTES at a time.

        A chunk is valid until the next one is asked for; then using it raises ValueError. An array or a slice made from
        it keeps its bytes. A second call goes on where the first stopped. Raises FeedError.
        """
        for piece in self._pieces:
            self.offset += len(piece)
            yield piece

    def check(self, reader: Reader) -> None:
        """Raise FeedError if the reader that took the chunks has found an error."""
        error = reader.error
        if error is not None:
            raise FeedError(self.path, error.offset, error.text)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self, path: str) -> io.BufferedReader:
        try:
            if path == STANDARD_INPUT:
                return open(0, "rb", closefd=False)
            return open(path, "rb")
        except FileNotFoundError:
            raise FeedError(self.path, 0, "expected a file, found nothing at this path") from None
        except IsADirectoryError:
            raise FeedError(self.path, 0, "expected a file, found a directory") from None
        except PermissionError:
            raise FeedError(self.path, 0, "expected a readable file, found no permission") from None
        except OSError as error:
            raise FeedError(self.path, 0, f"expected a readable file, found: {error.strerror}") from error

    def _unpacked(self) -> tuple[Compression, Iterator[memoryview]]:
        head = self._head
        if head.startswith(_GZIP_MAGIC):
            return Compression.gzip, self._gunzip()
        if head == _ZSTD_MAGIC or _is_skippable(head):
            return Compression.zstd, self._unzstd()
        return Compression.none, self._plain()

    def _sniff_kind(self) -> StreamKind:
        if self.compression is Compression.none:
            head = self._head
        else:
            head = b""
            begin = []
            for piece in self._pieces:
                begin.append(piece)
                head += piece[:_MAGIC_BYTES]
                if len(head) >= _MAGIC_BYTES:
                    break
            self._pieces = chain(begin, self._pieces)
        if not head:
            raise self._problem("expected ITCH messages or a capture, found an empty file")
        return StreamKind.pcap if head[:_MAGIC_BYTES] in _CAPTURE_MAGICS else StreamKind.itch

    def _problem(self, text: str) -> FeedError:
        """Make an error at the place reached."""
        return FeedError(self.path, self.offset, f"byte {self.offset}: {text}")

    def _cut(self, packing: str) -> FeedError:
        return self._problem(
            f"expected the rest of the {packing} data, the file ends at {self.position} bytes"
        )

    def _first_bytes(self) -> bytes:
        """Read what tells the packing; a pipe may give it in pieces, so that a peek would not do."""
        try:
            return self._file.read(_MAGIC_BYTES)
        except OSError as error:
            raise self._problem(f"expected readable data, found: {error.strerror}") from error

    def _read(self, size: int) -> bytes:
        head, self._head = self._head[:size], self._head[size:]
        try:
            data = head + self._file.read(size - len(head))
        except OSError as error:
            raise self._problem(f"expected readable data, found: {error.strerror}") from error
        self.position += len(data)
        return data

    def _plain(self) -> Iterator[memoryview]:
        buffer = bytearray(CHUNK_BYTES)
        while True:
            try:
                size = self._fill(buffer)
            except OSError as error:
                raise self._problem(f"expected readable data, found: {error.strerror}") from error
            if size == 0:
                return
            self.position += size
            view = memoryview(buffer)[:size]
            yield view
            try:
                view.release()
                buffer.append(0)  # cannot grow while anything else looks at it, be it an array or a slice
                buffer.pop()
            except BufferError:
                buffer = bytearray(CHUNK_BYTES)

    def _fill(self, buffer: bytearray) -> int:
        head, self._head = self._head, b""
        with memoryview(buffer) as whole, whole[len(head) :] as rest:
            whole[: len(head)] = head
            return len(head) + self._file.readinto(rest)

    def _gunzip(self) -> Iterator[memoryview]:
        data = self._read(_READ_BYTES)
        while data:  # one member after the other
            member = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
            while not member.eof:
                try:
                    out = member.decompress(data, CHUNK_BYTES)
                except zlib.error as error:
                    raise self._problem(f"expected sound gzip data, found damage ({error})") from error
                if out:
                    yield memoryview(out)
                data = member.unconsumed_tail
                if data or member.eof or len(out) == CHUNK_BYTES:  # a full chunk may have more behind it
                    continue
                data = self._read(_READ_BYTES)
                if not data:
                    raise self._cut("gzip")
            data = member.unused_data.lstrip(b"\0")  # padding between members is allowed
            while not data and (more := self._read(_READ_BYTES)):
                data = more.lstrip(b"\0")

    def _unzstd(self) -> Iterator[memoryview]:
        """Walk the frames block by block.

        A block unpacks to 128 KiB at most, so memory stays bounded whatever the ratio; and a frame that is cut is
        seen, which the decompressor's own streams pass over in silence.
        """
        while head := self._read(_MAGIC_BYTES):
            if _is_skippable(head):
                self._skip(int.from_bytes(self._zstd_bytes(4), "little"))
            elif head == _ZSTD_MAGIC:
                yield from self._zstd_frame()
            elif len(head) < _MAGIC_BYTES:
                raise self._cut("zstd")
            else:
                raise self._problem(f"expected a zstd frame, found bytes {head.hex(' ')}")

    def _zstd_frame(self) -> Iterator[memoryview]:
        import zstandard  # only when a file needs it: importing books must stay quick

        descriptor = self._zstd_bytes(1)
        frame = zstandard.ZstdDecompressor().decompressobj()
        try:
            frame.decompress(_ZSTD_MAGIC + descriptor + self._zstd_bytes(_zstd_header_rest(descriptor[0])))
            last = False
            while not last:
                header = self._zstd_bytes(3)
                bits = int.from_bytes(header, "little")
                last, run_length, size = bool(bits & 1), bits >> 1 & 3 == 1, bits >> 3
                out = frame.decompress(header + self._zstd_bytes(1 if run_length else size))
                if out:
                    yield memoryview(out)
            if descriptor[0] & 4:  # a checksum follows
                frame.decompress(self._zstd_bytes(4))
        except zstandard.ZstdError as error:
            raise self._problem(f"expected sound zstd data, found damage ({error})") from error

    def _zstd_bytes(self, size: int) -> bytes:
        data = self._read(size)
        if len(data) < size:
            raise self._cut("zstd")
        return data

    def _skip(self, size: int) -> None:
        while size > 0:
            size -= len(self._zstd_bytes(min(size, _READ_BYTES)))


def _is_skippable(head: bytes) -> bool:
    return len(head) == _MAGIC_BYTES and head[0] & 0xF0 == 0x50 and head[1:] == _ZSTD_SKIPPABLE


def _zstd_header_rest(descriptor: int) -> int:
    """Bytes of a frame header behind its descriptor (RFC 8878, 3.1.1.1)."""
    single_segment = descriptor >> 5 & 1
    window = 0 if single_segment else 1
    dictionary = (0, 1, 2, 4)[descriptor & 3]
    content_size = (single_segment, 2, 4, 8)[descriptor >> 6]
    return window + dictionary + content_size


def open_source(path: str | os.PathLike[str]) -> Source:
    """Open a file for one pass: an ITCH file or a capture, plain or packed with gzip or zstd; "-" is standard input.

    Raises FeedError if there is no such file, it cannot be read, it is a directory or empty, or its packing is damaged
    from the start.
    """
    return Source(path)


def chunks(path: str | os.PathLike[str]) -> Iterator[memoryview]:
    """Yield the decompressed bytes of a file; each chunk is valid until the next one is asked for.

    Raises FeedError.
    """
    with open_source(path) as source:
        yield from source.chunks()
