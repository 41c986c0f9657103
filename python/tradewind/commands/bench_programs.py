"""The native benchmark programs: where they are, how they are built, how one is asked for a figure."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from tradewind.errors import TradewindError

Figures = dict[str, float]

_TARGETS = ("bench_book", "bench_book_memory", "bench_watch")


class BenchError(TradewindError):
    """A benchmark cannot be built or run, or its sides disagree."""


def checkout(module: Path = Path(__file__)) -> Path:
    """Return the source checkout that this package runs from; raises BenchError outside of one."""
    root = module.resolve().parents[3]
    if not (root / "benchmarks" / "book" / "CMakeLists.txt").is_file():
        raise BenchError(
            "the benchmark programs are not part of an installed package, because they are compiled for the machine "
            "that they measure: get the sources, run make build there, then .venv/bin/tradewind bench book"
        )
    return root


def build(root: Path, preset: str) -> Path:
    """Build the programs of a preset where they are missing or older than the sources; return their folder."""
    beside = Path(
        sys.executable
    ).parent  # CMake and Ninja come from the package index, into the same environment
    path = f"{beside}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    cmake = shutil.which("cmake", path=path)
    if cmake is None:
        raise BenchError("cmake is not there, and the benchmark programs must be built: run make build")
    configure = [cmake, "--preset", preset]
    compile_ = [cmake, "--build", "--preset", preset, "--target", *_TARGETS]
    for command in (configure, compile_):
        done = subprocess.run(
            command, cwd=root, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            tail = "\n".join((done.stdout + done.stderr).splitlines()[-20:])
            raise BenchError(f"{' '.join(command[1:])} failed:\n{tail}")
    return root / "build" / preset / "benchmarks" / "book"


class Program:
    """`bench_book --serve` over one file: holds the file in memory and runs the side it is asked for."""

    def __init__(self, folder: Path, file: Path, core: int) -> None:
        """Load the file and compare all sides; raises BenchError where they differ."""
        command = [str(folder / "bench_book"), str(file), "--core", str(core), "--serve"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            self.facts = dict(self._answer())
        except BaseException:
            self.close()
            raise

    def measure(self, side: str) -> Figures:
        """Run one side once."""
        requests = _pipe(self._process.stdin)
        try:
            requests.write(side + "\n")
            requests.flush()
        except BrokenPipeError:
            pass  # the program is gone; why, it has written to its standard error
        return {key: float(value) for key, value in self._answer()}

    def close(self) -> None:
        """End the program."""
        self._process.kill()
        self._process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _answer(self) -> list[tuple[str, str]]:
        """Read `key value` lines up to an empty one."""
        pairs: list[tuple[str, str]] = []
        for line in _pipe(self._process.stdout):
            if line == "\n":
                return pairs
            key, _, value = line.strip().partition(" ")
            pairs.append((key, value))
        raise BenchError(_pipe(self._process.stderr).read().strip() or "bench_book ended without an answer")


def _pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


def memory(folder: Path, file: Path, *, prefault: bool) -> Figures:
    """Run only our book over the file, in a process of its own; return rss_mb and allocations."""
    command = [str(folder / "bench_book_memory"), str(file), *(["--prefault"] if prefault else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchError(done.stderr.strip() or f"bench_book_memory ended with code {done.returncode}")
    return {key: float(value) for key, value in (line.split() for line in done.stdout.splitlines())}
