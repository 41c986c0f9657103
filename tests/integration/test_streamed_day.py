"""A whole exchange's day from the generator into the books through a pipe: nothing is stored, memory stays bounded."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from support.repository import ROOT
from tradewind.flow import Checkpoints

_MEBIBYTE = 1 << 20
_TRADEWIND = [sys.executable, "-c", "from tradewind.cli import main; main()"]


@dataclass(frozen=True, slots=True)
class Day:
    """What is generated, and how much memory its reader may have."""

    symbols: int
    messages: int
    live_orders: int
    seed: int
    checkpoints: int
    limit: int


def _stream(day: Day, folder: Path) -> dict[str, int]:
    """Generate in one process, read in another; check the books, return what the reader measured."""
    truth, digests = folder / "truth.npz", folder / "digests.npy"
    words = ["generate", "-", "--symbols", day.symbols, "--messages", day.messages, "--seed", day.seed]
    words += ["--live-orders", day.live_orders, "--checkpoints", truth, "--checkpoint-count", day.checkpoints]
    sizes = [str(n) for n in (day.symbols, day.messages, day.checkpoints)]
    reading = [sys.executable, str(ROOT / "tests" / "support" / "streamed_books.py"), *sizes, str(digests)]
    command = [*_TRADEWIND, *map(str, words), "--quiet", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as generator:
        reader = subprocess.run(reading, stdin=generator.stdout, capture_output=True, text=True, check=False)
        assert generator.stdout is not None
        generator.stdout.close()
        assert generator.stderr is not None
        said = generator.stderr.read()
    assert reader.returncode == 0, reader.stderr
    assert generator.returncode == 0, said
    measured: dict[str, int] = json.loads(reader.stdout)

    assert measured["messages"] == json.loads(said)["messages"] == day.messages
    expected = Checkpoints.load(truth)
    assert (expected.live_orders > 0).all()
    found = np.load(digests)
    np.testing.assert_array_equal(found[:-1], expected.states["digest"])
    assert measured["end_orders"] == 0
    assert len(set(found[-1])) == 1, "books that differ at the end are not all empty"
    return measured


def _check_memory(day: Day, measured: dict[str, int]) -> None:
    assert measured["peak_orders"] == pytest.approx(day.live_orders, rel=0.1)
    assert measured["rss"] <= day.limit
    # From the moment when most orders rest, half of the day's messages are still to come.
    assert measured["rss_after_peak"] <= 1.05 * measured["rss_at_peak"] + _MEBIBYTE


def test_a_streamed_day_gives_the_generators_books_in_bounded_memory(tmp_path: Path) -> None:
    day = Day(1_000, 4_000_000, 60_000, seed=5, checkpoints=15, limit=160 * _MEBIBYTE)
    _check_memory(day, _stream(day, tmp_path))


@pytest.mark.deep
def test_a_streamed_exchange_day_gives_the_generators_books_in_bounded_memory(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    day = Day(8_900, 250_000_000, 1_900_000, seed=20191230, checkpoints=25, limit=600_000_000)
    measured = _stream(day, tmp_path)
    record_property("count", measured["messages"])
    record_property("seed", day.seed)
    record_property(
        "shows",
        f"a streamed day of {day.symbols:,} symbols gives the generator's books: {measured['peak_orders']:,} live "
        f"orders at the peak, {measured['rss'] // _MEBIBYTE} MiB resident at most, "
        f"{measured['rss_after_peak'] - measured['rss_at_peak']:,} bytes more after the peak than at it",
    )
    _check_memory(day, measured)
