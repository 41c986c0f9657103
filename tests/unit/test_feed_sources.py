"""Every way in which a file can be missing, cut or damaged ends in one clear error; sound files give their bytes."""

import gzip
import os
import pickle
import random
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import zstandard

from support.feed_files import framed, pcap, random_message
from tradewind.errors import FeedError
from tradewind.sources import CHUNK_BYTES, Compression, StreamKind, chunks, open_source

NOISE = random.Random(7).randbytes(3 * CHUNK_BYTES + 12_345)
REPEATS = bytes(4 * CHUNK_BYTES + 5)


def _zstd(data: bytes, *, checksum: bool = True, size: bool = True, level: int = 3) -> bytes:
    return zstandard.ZstdCompressor(level=level, write_checksum=checksum, write_content_size=size).compress(
        data
    )


def _zstd_stream(data: bytes) -> bytes:
    """A frame of unknown size with small blocks, as streaming writers make them."""
    packer = zstandard.ZstdCompressor(level=1).compressobj()
    out = b"".join(
        packer.compress(data[at : at + 50_000]) + packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
        for at in range(0, len(data), 50_000)
    )
    return out + packer.flush()


def _skippable(data: bytes) -> bytes:
    return b"\x5a\x2a\x4d\x18" + struct.pack("<I", len(data)) + data


PACKERS: dict[str, tuple[Callable[[bytes], bytes], Compression]] = {
    "plain": (lambda data: data, Compression.none),
    "gzip": (gzip.compress, Compression.gzip),
    "gzip_members": (lambda d: gzip.compress(d[:1]) + gzip.compress(d[1:]), Compression.gzip),
    "gzip_padded": (
        lambda d: gzip.compress(d[:9]) + bytes(512) + gzip.compress(d[9:]) + bytes(9),
        Compression.gzip,
    ),
    "zstd": (_zstd, Compression.zstd),
    "zstd_bare": (lambda d: _zstd(d, checksum=False, size=False), Compression.zstd),
    "zstd_stream": (_zstd_stream, Compression.zstd),
    "zstd_frames": (lambda d: _zstd(d[:1]) + _zstd(d[1:]), Compression.zstd),
    "zstd_skippable": (lambda d: _skippable(b"x" * 700) + _zstd(d) + _skippable(b""), Compression.zstd),
}


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes], Path]:
    def _write(data: bytes) -> Path:
        path = tmp_path / "market.data"
        path.write_bytes(data)
        return path

    return _write


@pytest.mark.parametrize("name", PACKERS)
@pytest.mark.parametrize("data", [b"12345", NOISE, REPEATS], ids=["short", "noise", "repeats"])
def test_every_packing_gives_the_same_bytes_in_bounded_chunks(
    write: Callable[[bytes], Path], name: str, data: bytes
) -> None:
    pack, compression = PACKERS[name]
    path = write(pack(data))
    with open_source(path) as source:
        assert source.compression is compression
        pieces = [bytes(chunk) for chunk in source.chunks()]
        assert source.offset == len(data)
        assert source.position == source.size == path.stat().st_size
    assert b"".join(pieces) == data
    assert max(map(len, pieces)) <= CHUNK_BYTES


@pytest.mark.parametrize("name", PACKERS)
def test_the_kind_is_seen_from_the_content_and_not_from_the_name(
    write: Callable[[bytes], Path], name: str
) -> None:
    pack, _ = PACKERS[name]
    messages = framed([random_message("A", 1)])
    for data, kind in (
        (messages, StreamKind.itch),
        (pcap([], order="<"), StreamKind.pcap),
        (pcap([], order=">"), StreamKind.pcap),
        (bytes.fromhex("0a0d0d0a"), StreamKind.pcap),
        (bytes.fromhex("4d3cb2a1") + bytes(20), StreamKind.pcap),
        (bytes.fromhex("a1b23c4d") + bytes(20), StreamKind.pcap),
        (b"\x00", StreamKind.itch),
    ):
        with open_source(write(pack(data))) as source:
            assert source.kind == kind
            assert b"".join(map(bytes, source.chunks())) == data


def test_a_chunk_of_a_plain_file_cannot_be_used_after_the_next_one(write: Callable[[bytes], Path]) -> None:
    reader = chunks(write(NOISE))
    first = next(reader)
    next(reader)
    with pytest.raises(ValueError, match="released"):
        first.tobytes()


def test_an_array_or_a_slice_made_from_a_chunk_keeps_its_bytes(write: Callable[[bytes], Path]) -> None:
    path = write(NOISE)
    arrays = [np.frombuffer(chunk, dtype=np.uint8) for chunk in chunks(path)]
    assert np.concatenate(arrays).tobytes() == NOISE
    slices = [chunk[:] for chunk in chunks(path)]
    assert b"".join(map(bytes, slices)) == NOISE


def _read_all(path: Path) -> FeedError:
    with pytest.raises(FeedError) as caught:
        list(chunks(path))
    assert str(caught.value).startswith(f"{path}: ")
    assert caught.value.path == str(path)
    return caught.value


@pytest.mark.parametrize("name", ["gzip", "gzip_members", "zstd", "zstd_bare", "zstd_stream", "zstd_frames"])
@pytest.mark.parametrize("data", [b"12345" * 30, NOISE[:200_000]], ids=["short", "noise"])
def test_a_packed_file_that_ends_early_says_so_at_the_byte_reached(
    write: Callable[[bytes], Path], name: str, data: bytes
) -> None:
    packed = PACKERS[name][0](data)
    unpacker = "gzip" if name.startswith("gzip") else "zstd"
    first_end = len(PACKERS[unpacker][0](data[:1]))  # of files with two members or frames: no early end
    for cut in {4, 5, 6, 11, 17, len(packed) // 2, len(packed) - 5, len(packed) - 4, len(packed) - 1}:
        if cut == first_end and name in ("gzip_members", "zstd_frames"):
            continue
        path = write(packed[:cut])
        got: list[bytes] = []
        with pytest.raises(FeedError) as caught:
            got.extend(bytes(chunk) for chunk in chunks(path))
        whole = b"".join(got)
        assert data.startswith(whole)
        assert caught.value.offset == len(whole)
        assert str(caught.value) == (
            f"{path}: byte {len(whole)}: expected the rest of the {unpacker} data, the file ends at {cut} bytes"
        )


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_what_comes_before_an_early_end_is_given(write: Callable[[bytes], Path], name: str) -> None:
    packed = PACKERS[name][0](NOISE)
    got: list[bytes] = []
    with pytest.raises(FeedError):
        got.extend(bytes(chunk) for chunk in chunks(write(packed[:-1])))
    assert b"".join(got) == NOISE


@pytest.mark.parametrize(("name", "checked"), [("gzip", "incorrect data check"), ("zstd", "checksum")])
def test_a_wrong_checksum_is_damage(write: Callable[[bytes], Path], name: str, checked: str) -> None:
    packed = bytearray(PACKERS[name][0](NOISE))
    packed[-5 if name == "gzip" else -1] ^= 1
    error = _read_all(write(bytes(packed)))
    assert f"expected sound {name} data, found damage (" in str(error)
    assert checked in str(error)


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_damage_in_the_middle_is_an_error(write: Callable[[bytes], Path], name: str) -> None:
    text = b"".join(b"%d," % n for n in range(200_000))
    packed = bytearray(PACKERS[name][0](text))
    middle = len(packed) // 2
    packed[middle : middle + 20] = bytes(20)
    error = _read_all(write(bytes(packed)))
    assert f"byte {error.offset}: expected" in str(error)
    assert error.offset <= len(text)


def test_bytes_behind_the_packed_data_are_damage(write: Callable[[bytes], Path]) -> None:
    assert "incorrect header check" in str(_read_all(write(gzip.compress(b"12345") + b"rubbish")))
    error = _read_all(write(_zstd(b"12345") + b"rubbish"))
    assert str(error).endswith("byte 5: expected a zstd frame, found bytes 72 75 62 62")
    assert "expected the rest of the zstd data" in str(_read_all(write(_zstd(b"12345") + b"\x28\xb5")))


def test_a_ratio_of_thousands_stays_within_bounded_chunks(write: Callable[[bytes], Path]) -> None:
    size = 64 * CHUNK_BYTES
    for pack in (gzip.compress, _zstd):
        packed = pack(bytes(size))
        assert len(packed) * 900 < size
        total = 0
        for chunk in chunks(write(packed)):
            assert len(chunk) <= CHUNK_BYTES
            total += len(chunk)
        assert total == size


@pytest.mark.parametrize("name", ["plain", "gzip", "zstd", "zstd_skippable"])
def test_an_empty_file_is_an_error(write: Callable[[bytes], Path], name: str) -> None:
    path = write(PACKERS[name][0](b""))
    error = _read_all(path)
    assert str(error) == f"{path}: byte 0: expected ITCH messages or a capture, found an empty file"


def test_a_missing_file_and_a_directory_are_errors(tmp_path: Path) -> None:
    missing = tmp_path / "missing.itch"
    assert str(_read_all(missing)) == f"{missing}: expected a file, found nothing at this path"
    assert str(_read_all(tmp_path)) == f"{tmp_path}: expected a file, found a directory"


def test_a_file_without_permission_is_an_error(write: Callable[[bytes], Path]) -> None:
    path = write(b"secret")
    path.chmod(0)
    user = os.geteuid()
    if user == 0:  # permissions do not bind root
        os.seteuid(65534)
    try:
        error = _read_all(path)
    finally:
        os.seteuid(user)
    assert str(error) == f"{path}: expected a readable file, found no permission"


def test_a_feed_error_survives_pickling() -> None:
    error = FeedError("a.itch", 17, "byte 17: expected more")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.path, again.offset) == ("a.itch: byte 17: expected more", "a.itch", 17)


@pytest.mark.parametrize("name", ["plain", "gzip", "zstd"])
def test_standard_input_is_read_from_a_pipe_that_gives_its_bytes_one_by_one(name: str) -> None:
    pack, _ = PACKERS[name]
    data = pack(NOISE[: CHUNK_BYTES + 99])
    script = (
        "import sys\nfrom tradewind.sources import chunks\nfor c in chunks('-'): sys.stdout.buffer.write(c)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as reader:
        assert reader.stdin is not None
        for at in range(5):
            reader.stdin.write(data[at : at + 1])
            time.sleep(0.01)
        out, _ = reader.communicate(data[5:])
    assert reader.returncode == 0
    assert out == NOISE[: CHUNK_BYTES + 99]


def test_an_empty_pipe_is_named_standard_input() -> None:
    script = "from tradewind.sources import open_source; open_source('-')"
    done = subprocess.run(
        [sys.executable, "-c", script], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert "standard input: byte 0: expected ITCH messages or a capture, found an empty file" in done.stderr
