"""Lines out of a source, and errors that name the file, the row, the column and the value."""

from collections.abc import Iterator, Sequence
from itertools import islice
from os import PathLike, fspath
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tradewind.book_sources.numbers import BadNumber, scaled
from tradewind.errors import FeedError
from tradewind.sources import STANDARD_INPUT, Source

MAX_LINE_BYTES = 1 << 26


class RowError(FeedError):
    """A row that cannot be read; the text names file, row, column and value."""

    def __init__(self, path: str, row: int, column: str, problem: str) -> None:
        super().__init__(path, 0, f"row {row}, column {column!r}: {problem}")
        self.row = row
        """Line of the file, from 1."""
        self.column = column


def is_pipe(path: str | PathLike[str]) -> bool:
    """Tell whether a path stands for what can be read only once: standard input, a pipe, a device."""
    if fspath(path) == STANDARD_INPUT:
        return True
    return Path(path).exists() and not Path(path).is_file() and not Path(path).is_dir()


def lines(source: Source) -> Iterator[bytes]:
    """Yield every line without its end. Raises FeedError for a line of over MAX_LINE_BYTES."""
    rest = b""
    for chunk in source.chunks():
        whole = (rest + chunk).split(b"\n")
        rest = whole.pop()
        for line in whole:
            yield line.rstrip(b"\r")
        if len(rest) > MAX_LINE_BYTES:
            raise FeedError(
                source.path,
                source.offset,
                f"byte {source.offset}: expected a line end within {MAX_LINE_BYTES} bytes, found none",
            )
    if rest:
        yield rest.rstrip(b"\r")


def batched(items: Iterator[bytes], size: int) -> Iterator[list[bytes]]:
    """Yield lists of `size` items; the last has the rest."""
    while batch := list(islice(items, size)):
        yield batch


def column(
    path: str,
    rows: Sequence[int],
    name: str,
    texts: Sequence[str | bytes],
    decimals: int,
    *,
    rounded: bool = False,
) -> npt.NDArray[np.int64]:
    """Parse one column, of which `rows` are the lines in the file; raises RowError."""
    try:
        return scaled(texts, decimals, rounded=rounded)
    except BadNumber as bad:
        raise RowError(path, rows[bad.index], name, str(bad)) from None
