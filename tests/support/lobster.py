"""LOBSTER's own top-of-book file, and how a list of our states is compared with it."""

import csv
import io
from difflib import SequenceMatcher
from pathlib import Path

import zstandard

from support.shared import shared_path

FOLDER = "data/lobster_aapl_20120621"
_TRUTH = f"{FOLDER}/AAPL_2012-06-21_34200000_57600000_orderbook_1.csv.zst"

State = tuple[int, int, int, int]
"""Best ask price and size, best bid price and size, as in LOBSTER's columns; prices in 1e-4."""


def unpack(path: Path) -> bytes:
    """Return the decompressed bytes of a zstd file."""
    with path.open("rb") as file:
        return zstandard.ZstdDecompressor().stream_reader(file).read()


def truth() -> list[State]:
    """Return the recorded states of the whole day, repeats dropped; skips where the file is absent."""
    states: list[State] = []
    for row in csv.reader(io.StringIO(unpack(shared_path(_TRUTH)).decode())):
        state = (int(row[0]), int(row[1]), int(row[2]), int(row[3]))
        if not states or states[-1] != state:
            states.append(state)
    return states


def assert_follows_truth(states: list[State]) -> None:
    """Compare our states of the hour, repeats dropped, with the recorded ones."""
    recorded = truth()
    # What comes before the first recorded state is the book of orders that rest before the window opens.
    ours = states[states.index(recorded[0]) :]
    assert len(ours) == 23_439
    pairs = enumerate(zip(ours, recorded, strict=False))
    in_a_row = next(i for i, (mine, theirs) in pairs if mine != theirs)
    assert in_a_row == 15_999
    aligned = SequenceMatcher(None, ours, recorded[:40_000], autojunk=False).get_matching_blocks()
    assert sum(block.size for block in aligned) >= 23_422
