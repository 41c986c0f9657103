"""The book benchmark as a whole, on small files: what it prints, and that its digest is the documented one."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from support.repository import ROOT
from support.shared import shared_path
from tradewind.book import Books
from tradewind.commands import bench_book
from tradewind.commands.bench import app
from tradewind.commands.bench_programs import BenchError, Program, build
from tradewind.flow import GeneratorConfig, generate

KEYS = [
    "messages",
    "digest",
    "prefix_walk_ns",
    "switch_decode_ns",
    "decode_ns",
    "book_ns",
    "book_lazy_ns",
    "book_single_ns",
    "naive_book_ns",
    "p50_ns",
    "p99_ns",
    "p999_ns",
    "p9999_ns",
    "naive_p50_ns",
    "naive_p99_ns",
    "naive_p999_ns",
    "python_decode_ns",
    "python_batch_ns",
    "rss_mb",
    "allocations",
    "runs",
    "spread",
]
"""What the command promises to print at least."""
PRESET = "release"  # built by make test before; the figures mean nothing here
MESSAGES = 12_000


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("bench") / "day.itch.zst"
    generate(file, GeneratorConfig(symbols=5, messages=MESSAGES, seed=11))
    return file


def _digest(values: Iterable[int]) -> int:
    """As cpp_core/include/tradewind/book/digest.hpp defines it."""
    mask = (1 << 64) - 1
    state = 0x7472616465776E64
    for value in values:
        mixed = value * 0x9E3779B97F4A7C15 & mask
        mixed ^= mixed >> 32
        state = (
            (((state << 27) & mask) | (state >> 37)) ^ mixed
        ) * 0xBF58476D1CE4E5B9 + 0x94D049BB133111EB & mask
    state ^= state >> 30
    state = state * 0xBF58476D1CE4E5B9 & mask
    state ^= state >> 27
    state = state * 0x94D049BB133111EB & mask
    return state ^ (state >> 31)


def _checkpoints(messages: list[bytes]) -> Iterator[tuple[int, int]]:
    """Yield digest and resting orders at each of the eight checkpoints, through Python's own books."""
    books = Books()
    for number, message in enumerate(messages, start=1):
        books.apply(message)
        if number % (len(messages) // 8 + 1) == 0 or number == len(messages):
            by_locate = {locate: books[symbol].digest for symbol, locate in books.symbols.items()}
            assert list(by_locate) == list(range(1, len(by_locate) + 1))
            yield _digest(by_locate.values()), books.live_orders


def _is_figure(value: Any) -> bool:
    return isinstance(value, int | float) and value >= 0


def test_json_output_is_one_object_with_every_promised_key(day: Path) -> None:
    arguments = ["book", "--itch", str(day), "--json", "--rounds", "2", "--preset", PRESET, "--no-small"]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert [key for key in KEYS if key not in report] == []
    assert [key for key in KEYS if key not in ("digest", "spread") and not _is_figure(report[key])] == []
    assert (report["messages"], report["runs"], report["allocations"]) == (MESSAGES, 2, 0)
    timed = {key for key in report if key.endswith("_ns")}
    assert set(report["spread"]) == timed
    assert all(spread["min"] <= report[key] <= spread["max"] for key, spread in report["spread"].items())
    with bench_book.plain_file(day, day.parent) as plain:
        messages = bench_book.messages_of(plain, MESSAGES)
    digests, orders = zip(*_checkpoints(messages), strict=True)
    assert report["checkpoint_orders"] == list(orders)
    assert max(orders) > 100
    assert report["digest"] == f"{_digest(digests):x}"
    assert "round 2 of 2" in done.stderr


def test_every_side_ends_the_real_hour_with_the_same_books(tmp_path: Path) -> None:
    hour = shared_path(bench_book.REAL_HOUR.removeprefix("shared/"))
    folder = build(ROOT, PRESET)
    with bench_book.plain_file(hour, tmp_path) as plain, Program(folder, plain, core=0) as program:
        assert program.facts["messages"] == "88154"
        assert program.facts["orders"].split()[-1] == "380"
        assert program.measure("decode")["decode_ns"] > 0
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_ends_inside_a_message_is_refused_with_its_byte(tmp_path: Path) -> None:
    cut = tmp_path / "cut.itch"
    cut.write_bytes((b"\0\x0cS" + bytes(11)) * 2 + b"\0\x0cS")
    with pytest.raises(BenchError, match=r"cut\.itch: byte 28: expected a whole length-prefixed message"):
        Program(build(ROOT, PRESET), cut, core=0)


def test_books_that_are_empty_at_every_checkpoint_prove_nothing(tmp_path: Path) -> None:
    empty = tmp_path / "empty.itch"
    empty.write_bytes((b"\0\x0cS" + bytes(11)) * 100)
    with pytest.raises(BenchError, match="empty at every checkpoint"):
        Program(build(ROOT, PRESET), empty, core=0)
