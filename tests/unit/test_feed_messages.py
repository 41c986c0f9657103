"""Decoded messages as structured arrays: every field of every type, batches, limits, lifetime, damaged input."""

import gc
import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from support import plain_itch
from support.feed_files import LENGTHS, framed, mold_datagram, pcap, random_message, udp_frame
from tradewind._core import feed as core
from tradewind.errors import FeedError
from tradewind.feed import RECORD_DTYPES, Records, count_messages, decode_messages, iter_message_batches

# Two of each type, in an order that mixes them.
MESSAGES = [random_message(letter, seed) for seed in (1, 2) for letter in LENGTHS]
WIRE_UNIT = {"V": 10}  # 1e-9 in a unit of the wire; 100,000 (four decimals) in every other message


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes], Path]:
    def _write(data: bytes) -> Path:
        path = tmp_path / "day.itch"
        path.write_bytes(data)
        return path

    return _write


def _expected(message: bytes, dtype: np.dtype[np.void]) -> list[int | bytes]:
    """The values of one record behind seq, by struct."""
    letter = chr(message[0])
    locate, tracking, high, low, *fields = plain_itch.FORMATS[letter].unpack(message[1:])
    assert dtype.names is not None
    values: list[int | bytes] = [locate, tracking, high << 32 | low]
    for name, field in zip(dtype.names[4:], fields, strict=True):
        is_price = dtype[name].kind == "i"
        values.append(field * WIRE_UNIT.get(letter, 100_000) if is_price else field)
    return values


def _assert_equal(arrays: dict[str, Records], messages: list[bytes]) -> None:
    rows = dict.fromkeys(arrays, 0)
    for seq, message in enumerate(messages, 1):
        letter = chr(message[0])
        got = arrays[letter][rows[letter]].tolist()
        assert list(got) == [seq, *_expected(message, arrays[letter].dtype)], letter
        rows[letter] += 1
    assert rows == {letter: len(array) for letter, array in arrays.items()}


def test_every_field_of_every_type_is_as_struct_reads_it(write: Callable[[bytes], Path]) -> None:
    arrays = decode_messages(write(framed(MESSAGES)))
    assert set(arrays) == set(LENGTHS)
    _assert_equal(arrays, MESSAGES)


def test_a_capture_gives_the_same_arrays_as_the_file(write: Callable[[bytes], Path]) -> None:
    frames = [udp_frame(mold_datagram(n, [message])) for n, message in enumerate(MESSAGES, 1)]
    _assert_equal(decode_messages(write(gzip.compress(pcap(frames)))), MESSAGES)


def test_records_are_packed_native_and_named_after_the_wire() -> None:
    assert RECORD_DTYPES["A"] == np.dtype(
        [
            ("seq", "u8"),
            ("stock_locate", "u2"),
            ("tracking_number", "u2"),
            ("timestamp", "u8"),
            ("order_reference_number", "u8"),
            ("buy_sell_indicator", "S1"),
            ("shares", "u4"),
            ("stock", "S8"),
            ("price", "i8"),
        ]
    )
    assert set(RECORD_DTYPES) == set(LENGTHS)


def test_prices_are_units_of_1e_9(write: Callable[[bytes], Path]) -> None:
    add = b"A" + plain_itch.FORMATS["A"].pack(1, 0, 0, 0, 1 << 63, b"S", 100, b"AAPL    ", 5_859_500)
    level = b"V" + plain_itch.FORMATS["V"].pack(0, 0, 0, 0, 58_595_000_000, 1, (1 << 64) - 1)
    arrays = decode_messages(write(framed([add, level])))
    assert arrays["A"]["price"].tolist() == [585_950_000_000]
    assert arrays["A"]["order_reference_number"].tolist() == [1 << 63]
    assert arrays["V"][["level_1", "level_2", "level_3"]].tolist() == [(585_950_000_000, 10, (1 << 63) - 1)]


@pytest.mark.parametrize("batch", [1, 2, 7, 45, 46, 47, 1_000])
def test_batches_are_exact_and_in_order(write: Callable[[bytes], Path], batch: int) -> None:
    path = write(framed(MESSAGES))
    batches = list(iter_message_batches(path, batch))
    sizes = [sum(map(len, arrays.values())) for arrays in batches]
    full, rest = divmod(len(MESSAGES), batch)
    assert sizes == [batch] * full + [rest] * (rest > 0)
    _assert_equal({k: np.concatenate([b[k] for b in batches]) for k in LENGTHS}, MESSAGES)


def test_types_and_limit_choose_what_is_kept(write: Callable[[bytes], Path]) -> None:
    path = write(framed(MESSAGES))
    arrays = decode_messages(path, "AX", limit=3)
    assert {k: len(v) for k, v in arrays.items()} == {"A": 2, "X": 1}
    arrays = decode_messages(path, ["D"])
    assert arrays["D"]["seq"].tolist() == [list(LENGTHS).index("D") + 1, list(LENGTHS).index("D") + 24]
    assert [sorted(b) for b in iter_message_batches(path, 3, {"E", "F"})] == [["E", "F"]] * 2


def test_a_limit_stops_before_what_is_wrong_further_on(write: Callable[[bytes], Path]) -> None:
    good = framed(MESSAGES * 1_000)
    path = write(good + b"\x00\x05A")
    assert sum(map(len, decode_messages(path, limit=10).values())) == 10
    with pytest.raises(FeedError):
        decode_messages(path)


def test_no_message_gives_empty_arrays_of_the_right_dtype(write: Callable[[bytes], Path]) -> None:
    for arrays in (decode_messages(write(framed(MESSAGES)), limit=0), decode_messages(write(bytes(2)))):
        assert {k: (len(v), v.dtype) for k, v in arrays.items()} == {
            k: (0, d) for k, d in RECORD_DTYPES.items()
        }
    assert list(iter_message_batches(write(bytes(2)))) == []


@pytest.mark.parametrize("types", ["", "z", "AA Z", ["AX"]])
def test_a_letter_that_is_no_type_is_refused(write: Callable[[bytes], Path], types: str | list[str]) -> None:
    with pytest.raises(ValueError, match="types"):
        decode_messages(write(framed(MESSAGES)), types)
    with pytest.raises(ValueError, match="no message type 'z'"):
        core.ColumnDecoder(core.StreamKind.itch, "z")


def test_a_batch_or_limit_out_of_range_is_refused(write: Callable[[bytes], Path]) -> None:
    path = write(framed(MESSAGES))
    with pytest.raises(ValueError, match="batch is 0, must be at least 1"):
        list(iter_message_batches(path, 0))
    with pytest.raises(ValueError, match="limit is -1, must be at least 0"):
        decode_messages(path, limit=-1)


def test_arrays_are_read_only_and_outlive_everything_else(write: Callable[[bytes], Path]) -> None:
    arrays = decode_messages(write(framed(MESSAGES * 500)))
    with pytest.raises(ValueError, match="read-only"):
        arrays["A"]["price"][0] = 1
    with pytest.raises(ValueError, match="WRITEABLE"):
        arrays["A"].flags.writeable = True
    view = arrays["A"]["seq"][10::2]
    expected = view.tolist()
    del arrays
    gc.collect()
    refill = [decode_messages(write(framed(MESSAGES[::-1] * 500))) for _ in range(3)]
    assert view.tolist() == expected
    assert len(refill) == 3


# --- damaged files --------------------------------------------------------------------------------------------------


def _error(path: Path) -> FeedError:
    """The error of the file, which every way of reading gives alike."""
    texts = set()
    for read in (decode_messages, lambda p: list(iter_message_batches(p)), count_messages):
        with pytest.raises(FeedError) as caught:
            read(path)
        texts.add((str(caught.value), caught.value.offset))
    assert len(texts) == 1
    return caught.value


GOOD = framed([random_message("D", 1), random_message("A", 2)])
DELETE = 2 + LENGTHS["D"]


def test_a_truncated_file_names_the_message_that_is_cut(write: Callable[[bytes], Path]) -> None:
    path = write(GOOD[:-1])
    error = _error(path)
    assert error.offset == DELETE
    assert str(error) == (
        f"{path}: byte 21: expected a message of type 'A' of 36 bytes after the length prefix, "
        "the input ends after 35 bytes"
    )


def test_a_file_that_ends_in_a_length_prefix_says_so(write: Callable[[bytes], Path]) -> None:
    path = write(GOOD[: DELETE + 1])
    assert str(_error(path)) == (
        f"{path}: byte 21: expected a 2-byte length prefix, the input ends after 1 byte"
    )


def test_a_wrong_length_prefix_stops_with_expected_and_found(write: Callable[[bytes], Path]) -> None:
    path = write(GOOD[: DELETE + 1] + b"\x25" + GOOD[DELETE + 2 :] + GOOD)
    error = _error(path)
    assert error.offset == DELETE
    assert str(error) == (
        f"{path}: byte 21: expected length prefix 36 for message type 'A', found 37; framing is lost"
    )


def test_a_file_that_is_no_itch_file_says_what_stands_there(write: Callable[[bytes], Path]) -> None:
    path = write(b"time,price,size\n")
    assert str(_error(path)) == (
        f"{path}: byte 0: expected a message of at most 255 bytes, found length prefix 29801 before unknown message "
        "type 'm'; not an ITCH 5.0 file, or framing is lost"
    )


def test_bytes_behind_the_end_of_session_are_an_error(write: Callable[[bytes], Path]) -> None:
    path = write(GOOD + bytes(2) + GOOD)
    error = _error(path)
    assert error.offset == len(GOOD) + 2
    assert "expected the end of the input after the end-of-session marker" in str(error)
    assert count_messages(write(GOOD + bytes(2))).end_of_session


def test_a_gz_that_ends_early_is_an_error_and_its_messages_are_not_lost(
    write: Callable[[bytes], Path],
) -> None:
    packed = gzip.compress(framed(MESSAGES * 2_000))
    path = write(packed[: len(packed) // 2])
    error = _error(path)
    assert "expected the rest of the gzip data" in str(error)
    batches: list[dict[str, Records]] = []
    with pytest.raises(FeedError):
        batches.extend(iter_message_batches(path, 1_000))
    kept = sum(len(array) for arrays in batches for array in arrays.values())
    assert kept > 1_000
    kept_bytes = sum(2 + len(MESSAGES[n % len(MESSAGES)]) for n in range(kept))
    assert kept_bytes <= error.offset < kept_bytes + 2 + max(LENGTHS.values())


def test_unknown_types_are_counted_and_the_rest_is_read(write: Callable[[bytes], Path]) -> None:
    strange = framed([b"z" + bytes(20), b"\xff"])
    report = count_messages(write(GOOD + strange + GOOD))
    assert report.messages == {"A": 2, "D": 2}
    assert report.unknown == {"z": 1, "ÿ": 1}
    assert report.total == 4
    assert report.bytes == 2 * len(GOOD) + len(strange)
    assert decode_messages(write(GOOD + strange + GOOD))["D"]["seq"].tolist() == [1, 5]


def test_only_contiguous_bytes_can_be_pushed() -> None:
    counter = core.MessageCounter(core.StreamKind.itch)
    counter.push(bytearray(GOOD))
    counter.push(np.frombuffer(GOOD, dtype=np.uint8).data)
    for wrong in (
        memoryview(GOOD)[::2],
        np.zeros(4, dtype=np.uint16).data,
        np.zeros((2, 2), dtype=np.uint8).data,
    ):
        with pytest.raises(TypeError):
            counter.push(wrong)
    assert counter.finish()
    assert counter.report()["messages"] == {"A": 2, "D": 2}
