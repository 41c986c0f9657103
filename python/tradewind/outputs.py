"""Files that a command writes: whole or not at all, and nothing but a regular file is ever replaced."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tradewind.errors import OutputError

_REFUSED = {stat.S_IFDIR: "directory", stat.S_IFSOCK: "socket", stat.S_IFBLK: "block device"}


@contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """Yield a file beside `path` that takes its place at the end, or disappears on an error.

    A link stays and the file that it names is replaced. A FIFO or character device takes the bytes as they come.
    Raises OutputError, for a folder that is not there too.
    """
    with named(str(path)):
        if _takes_bytes(path):
            with path.open("wb") as file:
                yield file
            return
        target = Path(os.path.realpath(path))
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            with part.open("wb") as file:
                yield file
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


@contextmanager
def named(output: str) -> Iterator[None]:
    """Turn an error of the system into an OutputError that names the output."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{output}: cannot be written: {error.strerror or error}") from error


def _takes_bytes(path: Path) -> bool:
    """Whether `path` names something to write into and not to replace; refuses what is neither."""
    try:
        kind = stat.S_IFMT(path.stat().st_mode)
    except FileNotFoundError:
        folder = Path(os.path.realpath(path)).parent
        if not folder.exists():
            raise OutputError(f"{path}: cannot be written: there is no folder {folder}") from None
        return False
    if kind in _REFUSED:
        raise OutputError(f"{path}: is a {_REFUSED[kind]}, expected the name of a file to write")
    return kind != stat.S_IFREG
