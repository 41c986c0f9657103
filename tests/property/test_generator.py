"""Generated days read by plain Python: struct formats and dictionaries must find the books that the generator claims."""

import hashlib
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from support.plain_itch import FORMATS, UNITS, PlainBooks, decode
from tradewind.flow import Checkpoints, GeneratedDay, GeneratorConfig, generate


@st.composite
def configs(draw: st.DrawFn) -> GeneratorConfig:
    """Small days: 2 to 30 symbols, up to a few thousand messages."""
    symbols = draw(st.integers(2, 30))
    least = 256 + 32 * symbols
    return GeneratorConfig(
        symbols=symbols,
        messages=draw(st.integers(least, least + 3_000)),
        seed=draw(st.integers(0, 2**64 - 1)),
        checkpoints=draw(st.integers(1, 12)),
    )


def written(config: GeneratorConfig) -> tuple[bytes, GeneratedDay]:
    """Return the file's bytes and what `generate` says about them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "day.itch")
        day = generate(path, config)
        return path.read_bytes(), day


def check_checkpoint(books: PlainBooks, checkpoints: Checkpoints, i: int) -> None:
    """Compare every symbol's touch, levels and orders, and the digest of the market."""
    states = checkpoints.states[i]
    assert len(books.orders) == checkpoints.live_orders[i]
    for locate, state in enumerate(states, start=1):
        for letter, name in ((b"B", "bid"), (b"S", "ask")):
            price, shares = books.best(locate, letter) or (0, 0)
            assert state[name] == price * UNITS
            assert state[f"{name}_qty"] == shares
            assert state[f"{name}_levels"] == len(books.side(locate, letter))
        assert state["orders"] == sum(order.locate == locate for order in books.orders.values())
        assert state["digest"] == books.digest(locate)
    assert books.market_digest(len(states)) == checkpoints.digest[i]


@settings(max_examples=40, deadline=None)
@given(configs())
def test_every_day_is_valid_and_its_checkpoints_are_the_books_of_its_messages(
    config: GeneratorConfig,
) -> None:
    stream, day = written(config)
    books = PlainBooks()
    counts: Counter[str] = Counter()
    wanted = {int(number): i for i, number in enumerate(day.checkpoints.messages)}
    time = 0
    for number, message in enumerate(decode(stream), start=1):
        counts[message.kind] += 1
        assert message.time >= time
        time = message.time
        books.apply(message)
        if message.kind in "AFU":
            bid, ask = books.best(message.locate, b"B"), books.best(message.locate, b"S")
            assert bid is None or ask is None or bid[0] < ask[0], f"message {number} crosses the book"
        if number in wanted:
            check_checkpoint(books, day.checkpoints, wanted[number])
    assert not books.orders
    assert counts == day.counts
    assert set(counts) == set(FORMATS)
    assert counts.total() == day.messages == config.messages
    assert len(wanted) == config.checkpoints


@settings(max_examples=10, deadline=None)
@given(configs())
def test_bytes_and_hash_describe_the_file_and_the_seed_alone_decides_them(config: GeneratorConfig) -> None:
    stream, day = written(config)
    assert len(stream) == day.bytes
    assert hashlib.sha256(stream).hexdigest() == day.sha256
    assert written(config)[0] == stream
    other = GeneratorConfig(config.symbols, config.messages, (config.seed + 1) % 2**64, config.checkpoints)
    assert written(other)[0] != stream
