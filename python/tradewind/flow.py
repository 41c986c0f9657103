"""Synthetic trading days: a valid ITCH 5.0 file from a seed, with the true books at checkpoints to compare with.

Either from nothing (`generate`) or from one instrument of a recorded day, played as many (`widen`). The same
configuration gives the same bytes on every machine. Prices are integers of 1e-9 of the currency.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self, cast

import numpy as np
import numpy.typing as npt

from tradewind._core import flow as _flow
from tradewind.errors import OutputError, TradewindError
from tradewind.outputs import named, writing
from tradewind.sources import open_source

MAX_CHECKPOINT_STATES = 4_000_000
"""Checkpoints times symbols that `generate` keeps in memory, at 56 bytes each."""

STATE = np.dtype(
    {
        "names": ["bid", "bid_qty", "ask", "ask_qty", "bid_levels", "ask_levels", "orders", "digest"],
        "formats": ["i8", "i8", "i8", "i8", "u4", "u4", "u4", "u8"],
        "offsets": [0, 8, 16, 24, 32, 36, 40, 48],
        "itemsize": 56,
    }
)
"""One symbol's book: best prices in 1e-9, sizes (0 = side empty), levels, orders, digest of every order in its queue."""

STANDARD_OUTPUT = Path("-")

Progress = Callable[[int, int], None]


class GeneratorError(TradewindError):
    """A configuration out of its limits, or a flow that cannot be played."""


class LimitError(GeneratorError):
    """A value of a configuration out of its limits."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(field, problem)
        self.field, self.problem = field, problem

    def __str__(self) -> str:
        return f"{self.field} {self.problem}"


@dataclass(frozen=True, slots=True)
class GeneratorConfig:
    """What to generate: exactly `messages` messages about `symbols` instruments, with `checkpoints` on the way."""

    symbols: int = 100
    messages: int = 1_000_000
    seed: int = 1
    checkpoints: int = 1_000
    live_orders: int = 0
    """About so many orders rest when most do; 0: as many as come of the usual lifetimes."""

    def __post_init__(self) -> None:
        """Refuse values out of their limits."""
        _check("symbols", self.symbols, _flow.MIN_SYMBOLS, _flow.MAX_SYMBOLS)
        _check("messages", self.messages, _flow.minimum_messages(self.symbols), _flow.MAX_MESSAGES)
        _check("seed", self.seed, 0, 2**64 - 1)
        _check("checkpoints", self.checkpoints, 0, self.most_checkpoints)
        _check("live_orders", self.live_orders, 0, _flow.most_live(self.messages))

    @property
    def most_checkpoints(self) -> int:
        """How many checkpoints a day of these symbols and messages can have."""
        return min(_flow.MAX_CHECKPOINTS, MAX_CHECKPOINT_STATES // self.symbols, self.messages - 1)


@dataclass(frozen=True, slots=True)
class WidenConfig:
    """A day of `symbols` instruments that all play the flow of one, in `messages` messages if the flow has as many."""

    symbols: int = 2_048
    messages: int = 24_000_000
    seed: int = 1
    symbol: str = ""
    """Whose flow to play; empty: the input has one instrument with orders."""

    def __post_init__(self) -> None:
        """Refuse values out of their limits."""
        _check("symbols", self.symbols, 1, _flow.MAX_SYMBOLS)
        _check("messages", self.messages, _flow.minimum_widened(self.symbols), _flow.MAX_MESSAGES)
        _check("seed", self.seed, 0, 2**64 - 1)
        if len(self.symbol) > 8 or not self.symbol.isascii():
            raise LimitError("symbol", f"is {self.symbol!r}, must have at most 8 ASCII characters")


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """The true books after chosen messages; digests are defined in the core's book/digest.hpp."""

    messages: npt.NDArray[np.uint64]
    """[n]: how many messages of the day the books had seen."""
    digest: npt.NDArray[np.uint64]
    """[n]: of the whole market."""
    live_orders: npt.NDArray[np.uint64]
    """[n]"""
    states: npt.NDArray[np.void]
    """STATE[n, symbols], in locate order, from 1."""

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write an .npz file, in one piece or not at all."""
        with writing(Path(path)) as file:
            self.write(file)

    def write(self, file: IO[bytes]) -> None:
        """Write the content of an .npz file."""
        np.savez_compressed(
            file,
            messages=self.messages,
            digest=self.digest,
            live_orders=self.live_orders,
            states=self.states,
        )
        file.flush()

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["messages"], arrays["digest"], arrays["live_orders"], arrays["states"])


@dataclass(frozen=True, slots=True)
class GeneratedDay:
    """What was written. Bytes and sha256 are those of the ITCH stream before compression."""

    messages: int
    bytes: int
    sha256: str
    counts: dict[str, int]
    """Messages by type letter."""
    checkpoints: Checkpoints


@dataclass(frozen=True, slots=True)
class WidenedDay:
    """What was written. Bytes and sha256 are those of the ITCH stream before compression."""

    messages: int
    bytes: int
    sha256: str
    counts: dict[str, int]
    """Messages by type letter."""
    symbol: str
    """Whose flow was played."""
    unfit: int
    """Messages of that flow that no book could take (orders unknown or already there) and that were left out."""


def generate(
    path: str | os.PathLike[str],
    config: GeneratorConfig,
    *,
    checkpoints: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> GeneratedDay:
    """Write a day to `path`, compressed if it ends in .gz or .zst, and the true books to the file `checkpoints`.

    Both files appear complete or neither does. The path "-" is standard output, which takes the day as it is made.
    `progress` is called now and then with the bytes so far and an estimate of all, before compression.
    """
    day = _flow.DayGenerator(
        config.symbols, config.messages, config.seed, config.checkpoints, config.live_orders
    )
    passed: list[tuple[int, int, int, npt.NDArray[np.uint8]]] = []

    def after_chunk(size: int) -> None:
        passed.extend(day.take_checkpoints())
        if progress is not None:
            progress(size, size * config.messages // day.messages)

    if checkpoints is not None and os.path.realpath(checkpoints) == os.path.realpath(path):
        raise OutputError(f"{checkpoints}: is to be both the day and its checkpoints, expected two names")
    # Both are opened before the work, so that one that cannot be written does not leave the other.
    with ExitStack() as outputs:
        table = None if checkpoints is None else outputs.enter_context(writing(Path(checkpoints)))
        file = outputs.enter_context(_output(Path(path)))
        size, sha256 = _write(file, Path(path).suffix, day.next_chunk, after_chunk)
        books = _collect(passed, config.symbols)
        if table is not None:
            with named(str(checkpoints)):
                books.write(table)
    return GeneratedDay(day.messages, size, sha256, dict(day.counts), books)


def widen(
    source: str | os.PathLike[str],
    path: str | os.PathLike[str],
    config: WidenConfig,
    *,
    progress: Progress | None = None,
) -> WidenedDay:
    """Play one instrument's order messages of `source` as those of many and write the day to `path`.

    Packing, completeness and `progress` as for `generate`. Raises FeedError for an input that is not whole.
    """
    if os.fspath(source) != "-" and Path(source).resolve() == Path(path).resolve():
        raise GeneratorError(f"{path}: is the flow to widen, name another file to write")
    reader = _read_flow(source, config.symbol)
    day = _flow.Widener(reader, config.symbols, config.messages, config.seed)

    def after_chunk(size: int) -> None:
        if progress is not None:
            progress(size, size * day.planned // day.messages)

    with _output(Path(path)) as file:
        size, sha256 = _write(file, Path(path).suffix, day.next_chunk, after_chunk)
    return WidenedDay(day.messages, size, sha256, dict(day.counts), reader.symbol, reader.unfit)


def _read_flow(source: str | os.PathLike[str], symbol: str) -> _flow.FlowReader:
    with open_source(source) as opened:
        reader = _flow.FlowReader(opened.kind, symbol)
        for chunk in opened.chunks():
            reader.push(chunk)
            opened.check(reader)
        reader.finish()
        opened.check(reader)
    name = os.fspath(source)
    if not reader.active:
        raise GeneratorError(f"{name}: expected order messages (A, F, E, C, X, D, U, P), found none")
    if not symbol and reader.active > 1:
        raise GeneratorError(
            f"{name}: has orders of {reader.active} symbols, most of {reader.busiest}; choose one of them"
        )
    if not reader.messages:
        raise GeneratorError(
            f"{name}: has no orders of {symbol or reader.symbol!r}; most are of {reader.busiest}"
        )
    return reader


def _write(
    file: IO[bytes], suffix: str, next_chunk: Callable[[], bytes], after_chunk: Callable[[int], None]
) -> tuple[int, str]:
    """Write chunks until an empty one comes; return their bytes and sha256. `after_chunk` gets the bytes so far."""
    sha256 = hashlib.sha256()
    size = 0
    with _compressing(file, suffix) as stream:
        while chunk := next_chunk():
            stream.write(chunk)
            sha256.update(chunk)
            size += len(chunk)
            after_chunk(size)
    return size, sha256.hexdigest()


def _check(field: str, value: int, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise LimitError(field, f"is {value!r}, must be an integer between {low} and {high}")
    if not low <= value <= high:
        raise LimitError(field, f"is {value}, must be between {low} and {high}")


def _collect(passed: list[tuple[int, int, int, npt.NDArray[np.uint8]]], symbols: int) -> Checkpoints:
    states = np.empty((len(passed), symbols), dtype=STATE)
    for i, (_, _, _, rows) in enumerate(passed):
        states[i] = rows.view(STATE)[:, 0]
    return Checkpoints(
        messages=np.array([messages for messages, _, _, _ in passed], dtype=np.uint64),
        digest=np.array([digest for _, digest, _, _ in passed], dtype=np.uint64),
        live_orders=np.array([live for _, _, live, _ in passed], dtype=np.uint64),
        states=states,
    )


@contextmanager
def _output(path: Path) -> Iterator[IO[bytes]]:
    if path == STANDARD_OUTPUT:
        with named("standard output"), open(1, "wb", closefd=False) as file:
            yield file
    else:
        with writing(path) as file:
            yield file


@contextmanager
def _compressing(file: IO[bytes], suffix: str) -> Iterator[IO[bytes]]:
    if suffix == ".gz":
        import gzip

        # No name and no time, so that the same day gives the same file.
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=6, mtime=0) as stream:
            yield cast(IO[bytes], stream)
    elif suffix == ".zst":
        import zstandard

        with zstandard.ZstdCompressor(level=3).stream_writer(file, closefd=False) as writer:
            yield cast(IO[bytes], writer)
    else:
        yield file
