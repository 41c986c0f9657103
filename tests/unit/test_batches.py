"""Messages and book changes in the caller's arrays: equal to message by message, wherever the bytes are cut."""

import threading
from pathlib import Path

import numpy as np
import pytest

from support.feed_files import LENGTHS, framed, messages_of, mold_datagram, pcap, random_message, udp_frame
from support.shared import shared_path
from tradewind.book import CHANGE, TOUCH, TOUCH_BITS, Applied, Books, Records, UnknownSymbol
from tradewind.errors import FeedError
from tradewind.feed import (
    EVENT,
    EventReader,
    StreamKind,
    chunks,
    decode_messages,
    event_locates,
    event_times,
    iter_event_batches,
)
from tradewind.flow import GeneratorConfig, generate

EVERY_TYPE = [random_message(letter, seed) for seed, letter in enumerate(sorted(LENGTHS))]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("batches") / "day.itch"
    generate(path, GeneratorConfig(symbols=5, messages=20_000, seed=11, checkpoints=0))
    return path


def fields_of(books: Books, message: bytes) -> tuple[object, ...]:
    """Return what one message did, as `rows_of` says it of a batch."""
    update = books.apply(message)
    touch = books._market.touch(update.locate)
    return (
        update.kind,
        int(update.applied),
        update.locate,
        update.time,
        update.touch_changed,
        update.crossed,
        update.remaining,
        (touch.bid, touch.bid_qty, touch.ask, touch.ask_qty),
    )


def rows_of(events: Records, changes: Records, touches: Records) -> list[tuple[object, ...]]:
    return [
        (
            event["kind"].decode(),
            int(change["applied"]),
            int(change["locate"]),
            int(touch["time"]),
            bool(change["touch"]),
            bool(change["crossed"]),
            int(change["remaining"]),
            tuple(int(touch[name]) for name in TOUCH_BITS),
        )
        for event, change, touch in zip(events, changes, touches, strict=True)
    ]


def arrays(size: int) -> tuple[Records, Records, Records]:
    return np.zeros(size, EVENT), np.zeros(size, CHANGE), np.zeros(size, TOUCH)


def apply_in_blocks(books: Books, stream: bytes, block: int, size: int) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    events, changes, touches = arrays(size)
    at = 0
    while at < len(stream):
        used, n = books.apply_block(memoryview(stream)[at : at + block], events, changes, touches)
        if used == 0:
            break
        rows += rows_of(events[:n], changes[:n], touches[:n])
        at += used
    assert len(stream) - at in (0, 2), "only the end-of-session marker is no message"
    return rows


@pytest.mark.parametrize(("block", "size"), [(60, 1), (4_096, 100), (1 << 20, 1_000), (1 << 20, 30_000)])
def test_blocks_equal_messages_one_by_one(day: Path, block: int, size: int) -> None:
    stream = day.read_bytes()
    single, batched = Books(), Books()
    expected = [fields_of(single, message) for message in messages_of(stream)]
    got = apply_in_blocks(batched, stream, block, size)
    # A halt on another market is no update one by one; its row says what it is.
    assert [row for row, one in zip(got, expected, strict=True) if one[0]] == [
        row for row in expected if row[0]
    ]
    assert {s: single[s].digest for s in single.symbols} == {s: batched[s].digest for s in batched.symbols}
    assert {s: single[s].tape for s in single.symbols} == {s: batched[s].tape for s in batched.symbols}
    assert single.counters == batched.counters
    assert single.time == batched.time


def test_the_real_hour_in_blocks_equals_the_replay() -> None:
    path = shared_path("data/lobster_aapl_20120621/AAPL_2012-06-21_1h_from_lobster.itch50.zst")
    stream = b"".join(bytes(chunk) for chunk in chunks(path))
    batched, replayed = Books(), Books.from_file(path)
    events, changes, _ = arrays(1 << 14)
    at = 0
    while (got := batched.apply_block(memoryview(stream)[at:], events, changes))[0]:
        at += got[0]
    assert batched["AAPL"].digest == replayed["AAPL"].digest
    assert batched["AAPL"].tape == replayed["AAPL"].tape
    assert batched.counters == replayed.counters
    touches = Books().touch_history(path, "AAPL")
    assert (touches["bid"][-1], touches["ask_qty"][-1]) == (
        replayed["AAPL"].touch.bid,
        replayed["AAPL"].touch.ask_qty,
    )


def test_every_cut_gives_the_same_events() -> None:
    stream = framed([*EVERY_TYPE, b"zz", EVERY_TYPE[0]])
    whole = np.zeros(100, EVENT)
    reader = EventReader()
    used, n = reader.read(stream, whole)
    assert (used, n) == (len(stream), len(EVERY_TYPE) + 1)
    reader.finish()
    assert reader.report().unknown == {"z": 1}
    for cut in range(len(stream) + 1):
        got = np.zeros(100, EVENT)
        cut_reader = EventReader()
        first = cut_reader.read(stream[:cut], got)
        second = cut_reader.read(stream[cut:], got[first[1] :])
        assert first[0] + second[0] == len(stream)
        assert got.tobytes() == whole.tobytes(), cut


def test_events_agree_with_the_fields_of_the_messages(day: Path) -> None:
    events = np.concatenate([batch.copy() for batch in iter_event_batches(day, 999)])
    by_type = decode_messages(day)
    adds = events[events["kind"] == b"A"]
    plain = by_type["A"]
    assert len(adds) == len(plain) + len(by_type["F"])
    by_ref = np.argsort(adds["ref"])
    order = by_ref[np.searchsorted(adds["ref"], plain["order_reference_number"], sorter=by_ref)]
    assert (adds["price"][order] == plain["price"]).all()
    assert (adds["qty"][order] == plain["shares"]).all()
    assert (event_locates(adds)[order] == plain["stock_locate"]).all()
    assert (event_times(adds)[order] == plain["timestamp"]).all()
    assert ((adds["side"][order] == 1) == (plain["buy_sell_indicator"] == b"S")).all()
    names = events[events["kind"] == b"R"]["ref"].astype(">u8").tobytes()
    assert names == by_type["R"]["stock"].tobytes()


def test_a_full_array_leaves_the_rest_to_the_next_call() -> None:
    stream = framed(EVERY_TYPE)
    events = np.zeros(1, EVENT)
    reader = EventReader()
    at = 0
    for message in EVERY_TYPE:
        used, n = reader.read(stream[at:], events)
        assert (used, n) == (2 + len(message), 1)
        at += used
    assert reader.read(stream[at:], events) == (0, 0)
    assert reader.read(stream, np.zeros(0, EVENT)) == (0, 0)


def test_a_capture_hands_out_a_packet_over_several_calls() -> None:
    capture = pcap([udp_frame(mold_datagram(1, EVERY_TYPE))])
    expected = np.zeros(len(EVERY_TYPE), EVENT)
    EventReader().read(framed(EVERY_TYPE), expected)
    reader = EventReader(StreamKind.pcap)
    got = []
    at = 0
    events = np.zeros(5, EVENT)
    while True:
        used, n = reader.read(capture[at:], events)
        got.append(events[:n].copy())
        at += used
        if n < 5:
            break
    reader.finish()
    assert np.concatenate(got).tobytes() == expected.tobytes()


def test_damage_is_told_after_what_came_before_it(tmp_path: Path) -> None:
    good = framed(EVERY_TYPE)
    damaged = tmp_path / "damaged.itch"
    damaged.write_bytes(good + b"\0\x09A")
    reader = EventReader(name="mine")
    events, changes, _ = arrays(100)
    assert reader.read(damaged.read_bytes(), events)[1] == len(EVERY_TYPE)
    with pytest.raises(FeedError, match=rf"^mine: byte {len(good)}: "):
        reader.read(b"", events)
    books = Books()
    assert books.apply_block(damaged.read_bytes(), events, changes) == (len(good), len(EVERY_TYPE))
    with pytest.raises(FeedError, match=r"^block: byte 0: "):
        books.apply_block(damaged.read_bytes()[len(good) :], events, changes)
    batches = iter_event_batches(damaged, len(EVERY_TYPE) - 1)
    assert [len(next(batches)) for _ in range(2)] == [len(EVERY_TYPE) - 1, 1]
    with pytest.raises(FeedError, match=r"damaged\.itch: byte "):
        next(batches)


def test_arrays_that_do_not_fit_are_refused_by_name() -> None:
    events, changes, touches = arrays(4)
    books = Books()
    stream = framed(EVERY_TYPE)
    frozen = events.copy()
    frozen.flags.writeable = False
    cases = [
        (np.zeros(4, "u8"), changes, touches, TypeError, r"events: expected an array of dtype .* got uint64"),
        ([1, 2], changes, touches, TypeError, "events: expected an array of dtype .* got list"),
        (events, events, touches, TypeError, "changes: expected an array of dtype"),
        (events, changes, changes, TypeError, "touches: expected an array of dtype"),
        (frozen, changes, touches, ValueError, "events: expected a writeable array"),
        (np.zeros(8, EVENT)[::2], changes, touches, ValueError, "events: expected a C-contiguous array"),
        (events.reshape(2, 2), changes, touches, ValueError, "events: expected one dimension, got 2"),
        (events, changes[:3], touches, ValueError, "changes: expected at least 4 rows, .* got 3"),
        (events, changes, touches[:1], ValueError, "touches: expected at least 4 rows, .* got 1"),
    ]
    for bad_events, bad_changes, bad_touches, kind, text in cases:
        with pytest.raises(kind, match=text):
            books.apply_block(stream, bad_events, bad_changes, bad_touches)  # type: ignore[arg-type]
    unaligned = np.frombuffer(bytearray(1 + 40), np.uint8)[1:].view(EVENT)
    with pytest.raises(ValueError, match="events: expected memory aligned to 8 bytes"):
        EventReader().read(stream, unaligned)
    assert books.counters["events"] == 0


def test_events_made_by_hand_are_applied_and_a_wrong_side_is_not() -> None:
    events, changes, touches = arrays(3)
    events["kind"] = b"A"
    events["ref"] = [1, 2, 3]
    events["qty"] = 100
    events["price"] = [1_000_000_000, 1_010_000_000, 1_005_000_001]
    events["time_locate"] = (np.arange(3, dtype=np.uint64) << np.uint64(16)) | np.uint64(7)
    events["side"] = [0, 1, 0]
    events.flags.writeable = False
    books = Books()
    books.apply_events(events, changes, touches)
    assert changes["applied"].tolist() == [int(Applied.ok), int(Applied.ok), int(Applied.bad_price)]
    assert changes["touch"].tolist() == [
        TOUCH_BITS["bid"] | TOUCH_BITS["bid_qty"],
        TOUCH_BITS["ask"] | TOUCH_BITS["ask_qty"],
        0,
    ]
    assert touches[2].tolist() == (2, 1_000_000_000, 100, 1_010_000_000, 100)
    wrong = events.copy()
    wrong["side"] = [0, 1, 9]
    with pytest.raises(ValueError, match=r"events\[2\]: side is 9, must be 0 or 1"):
        books.apply_events(wrong, changes)
    assert books.counters["events"] == 3


def test_replaying_in_batches_ends_with_the_books_of_the_file(day: Path) -> None:
    batched = Books()
    rows = 0
    shown = 0
    for batch in batched.replay_batches(day, 777, touches=True):
        assert batch.touches is not None
        assert len(batch.events) == len(batch.changes) == len(batch.touches) <= 777
        rows += len(batch.events)
        shown += int((batch.changes["touch"] != 0).sum())
    whole = Books.from_file(day)
    assert rows == whole.counters["events"]
    assert {s: whole[s].digest for s in whole.symbols} == {s: batched[s].digest for s in batched.symbols}
    assert shown == sum(len(Books().touch_history(day, symbol)) for symbol in whole.symbols)
    with pytest.raises(ValueError, match="size is 0, must be at least 1"):
        next(Books().replay_batches(day, 0))


def test_the_touch_history_has_a_row_for_each_change(day: Path) -> None:
    stream = day.read_bytes()
    books = Books()
    symbol, locate = next(iter(Books.from_file(day).symbols.items()))
    expected = []
    for message in messages_of(stream):
        update = books.apply(message)
        if update.locate == locate and update.touch_changed:
            t = books[symbol].touch
            expected.append((update.time, t.bid, t.bid_qty, t.ask, t.ask_qty))
    again = Books()
    history = again.touch_history(day, symbol)
    assert history.tolist() == expected
    assert not history.flags.writeable
    assert again[symbol].digest == books[symbol].digest
    with pytest.raises(UnknownSymbol, match="'NONE' is not in the directory of 5 symbols"):
        Books().touch_history(day, "NONE")
    with pytest.raises(UnknownSymbol, match="has 9 letters, must have 1 to 8"):
        Books().touch_history(day, "NINECHARS")


def test_the_interpreter_runs_on_while_a_block_is_applied(day: Path) -> None:
    """Another thread sees the array half full: with the interpreter lock held it would be empty or full."""
    block = (
        framed(messages_of(day.read_bytes())) * 50
    )  # the same day again and again: refused for the most part, but work
    events, changes, _ = arrays(25_000 * 50)
    seen_half_full = False
    for _ in range(20):  # a machine may be too busy to run the two side by side
        events[:] = 0
        worker = threading.Thread(target=Books().apply_block, args=(block, events, changes))
        worker.start()
        while worker.is_alive() and not seen_half_full:
            last = events["time_locate"][900_000]  # read before the first: rows fill in order
            seen_half_full = bool(events["time_locate"][0]) and not last
        worker.join()
        if seen_half_full:
            break
    assert events["time_locate"][900_000] != 0
    assert seen_half_full


def test_two_books_in_two_threads_end_as_in_one(day: Path) -> None:
    whole = Books.from_file(day)
    digests: dict[int, list[int]] = {}

    def work(number: int) -> None:
        books = Books()
        for _ in books.replay_batches(day, 512):
            pass
        digests[number] = [books[symbol].digest for symbol in books.symbols]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = [whole[symbol].digest for symbol in whole.symbols]
    assert digests == {0: expected, 1: expected}
