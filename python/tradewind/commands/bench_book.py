"""The book benchmark: native and Python sides interleaved on one core, medians of rounds, one report."""

import os
import platform
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tradewind.commands.bench_programs import BenchError, Program, build, checkout, memory
from tradewind.sources import Compression, StreamKind, open_source

Progress = Callable[[str], None]
PythonSide = tuple[int, Callable[[], object]]
"""Messages of a run, and the run."""

SIDES = (
    "stream",
    "prefix_walk",
    "switch_decode",
    "decode",
    "book",
    "book_lazy",
    "book_single",
    "naive",
    "latency",
    "naive_latency",
    "timer",
)
SMALL_SIDES = ("switch_decode", "decode", "book", "book_single", "naive", "latency", "naive_latency")
REAL_HOUR = "shared/data/lobster_aapl_20120621/AAPL_2012-06-21_1h_from_lobster.itch50.zst"
_BLOCK_BYTES = 1 << 20
_LEAST_MESSAGE = 2 + 12

RATIOS = (
    ("decode_ns", "switch_decode_ns"),
    ("book_ns", "switch_decode_ns"),
    ("book_lazy_ns", "switch_decode_ns"),
    ("naive_book_ns", "book_ns"),
    ("naive_book_ns", "book_lazy_ns"),
    ("naive_book_ns", "book_single_ns"),
    ("python_batch_ns", "book_ns"),
    ("naive_p50_ns", "p50_ns"),
    ("naive_p99_ns", "p99_ns"),
    ("naive_p999_ns", "p999_ns"),
    ("naive_p9999_ns", "p9999_ns"),
)


def measure(
    file: Path, *, rounds: int, core: int | None, small: bool, preset: str, progress: Progress
) -> dict[str, Any]:
    """Run the whole benchmark; raises BenchError if any two sides disagree about the fields or the books."""
    root = checkout()
    available = os.sched_getaffinity(0)
    core = max(available) if core is None else core
    if core not in available:
        raise BenchError(f"core is {core}, must be one of {', '.join(map(str, sorted(available)))}")
    progress(f"building the preset {preset} where it is older than the sources")
    folder = build(root, preset)
    os.sched_setaffinity(0, {core})
    try:
        with plain_file(file, folder) as plain:
            progress(f"{file.name}: comparing the books of all sides")
            with Program(folder, plain, core) as program:
                python = python_sides(plain)
                report = report_of(program.facts, interleave(program, SIDES, python, rounds, progress))
            progress("memory of a process that runs only our book")
            alone = memory(folder, plain, prefault=False)
            report |= {"rss_mb": alone["rss_mb"], "allocations": int(alone["allocations"])}
            report["rss_prefault_mb"] = memory(folder, plain, prefault=True)["rss_mb"]
        if small:
            report["small"] = small_report(root.parent / REAL_HOUR, folder, core, rounds, progress)
    finally:
        os.sched_setaffinity(0, available)
    return report | {"core": core, "machine": machine()}


def interleave(
    program: Program,
    sides: tuple[str, ...],
    python: Mapping[str, PythonSide],
    rounds: int,
    progress: Progress,
) -> dict[str, list[float]]:
    """Run every side once a round. Native sides have run when the books were compared; Python's run once uncounted."""
    for _, run in python.values():
        run()
    values: dict[str, list[float]] = {}
    for number in range(1, rounds + 1):
        started = time.monotonic()
        for side in sides:
            for key, value in program.measure(side).items():
                values.setdefault(key, []).append(value)
        for key, (messages, run) in python.items():
            begin = time.thread_time_ns()
            run()
            values.setdefault(key, []).append((time.thread_time_ns() - begin) / messages)
        progress(f"round {number} of {rounds}: {time.monotonic() - started:.1f} s")
    return values


def report_of(facts: Mapping[str, str], values: Mapping[str, list[float]]) -> dict[str, Any]:
    """Put facts, medians and spread together."""
    return {
        "messages": int(facts["messages"]),
        "digest": facts["digest"],
        "checkpoint_orders": [int(count) for count in facts["orders"].split()],
        **{key: round(statistics.median(runs), 3) for key, runs in values.items()},
        "runs": max(map(len, values.values())),
        "spread": {
            key: {"min": round(min(runs), 3), "max": round(max(runs), 3)} for key, runs in values.items()
        },
    }


def python_sides(file: Path) -> dict[str, PythonSide]:
    """Return what Python users wait for, by key: decoded messages in arrays, and messages with what they did to the books.

    The file is in memory; about 1 MiB of it a call, into the same arrays every time.
    """
    import numpy as np

    from tradewind.book import CHANGE, Books
    from tradewind.feed import EVENT, EventReader, count_messages

    data = memoryview(file.read_bytes())
    events = np.zeros(_BLOCK_BYTES // _LEAST_MESSAGE, EVENT)
    changes = np.zeros(len(events), CHANGE)
    total = count_messages(file).total

    def decode() -> None:
        reader = EventReader()
        made = sum(
            reader.read(data[at : at + _BLOCK_BYTES], events)[1] for at in range(0, len(data), _BLOCK_BYTES)
        )
        _check("decoded", made, total)

    def batch() -> None:
        books = Books(huge_pages=True)
        at = made = 0
        while (got := books.apply_block(data[at : at + _BLOCK_BYTES], events, changes))[0] != 0:
            at += got[0]
            made += got[1]
        _check("applied", made, total)

    return {"python_decode_ns": (total, decode), "python_batch_ns": (total, batch)}


def _check(done: str, made: int, total: int) -> None:
    if made != total:
        raise BenchError(f"Python {done} {made} messages of {total}")


def messages_of(file: Path, limit: int) -> list[bytes]:
    """Return the first messages of a plain ITCH file without their length prefixes."""
    messages: list[bytes] = []
    with open(file, "rb") as stream:
        while len(messages) < limit and len(prefix := stream.read(2)) == 2 and any(prefix):
            messages.append(stream.read(int.from_bytes(prefix, "big")))
    return messages


def small_report(file: Path, folder: Path, core: int, rounds: int, progress: Progress) -> dict[str, Any]:
    """Measure a file whose books stay in the caches: an hour of one real symbol, or a generated small day."""
    from tradewind.flow import GeneratorConfig, generate

    if not file.is_file():
        file = folder / "small_day.itch"
        generate(file, GeneratorConfig(symbols=2, messages=90_000, seed=1))
    progress(f"{file.name}: small and cache-hot")
    with plain_file(file, folder) as plain, Program(folder, plain, core) as program:
        values = interleave(program, SMALL_SIDES, {}, rounds, lambda _line: None)
        return {"file": file.name, **report_of(program.facts, values)}


@contextmanager
def plain_file(file: Path, folder: Path) -> Iterator[Path]:
    """Yield a plain file with the same bytes; unpacks into `folder` for as long as it is needed."""
    with open_source(file) as source:
        if source.kind is not StreamKind.itch:
            raise BenchError(f"{file}: expected an ITCH file, found a capture of packets")
        if source.compression is Compression.none:
            yield file
            return
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".itch") as unpacked:
            for chunk in source.chunks():
                unpacked.write(chunk)
            unpacked.flush()
            yield Path(unpacked.name)


def machine() -> dict[str, Any]:
    """Say what the figures belong to, without the name of the host."""
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return {
        "cpu": model[1] if model else platform.machine(),
        "cores": os.cpu_count(),
        "system": f"Linux {platform.release()}",
        "load": [round(value, 2) for value in os.getloadavg()],
    }


def render(report: Mapping[str, Any]) -> str:
    """Show a report as a table: medians with their spread, ratios, memory."""
    lines = [
        f"{report['messages']:,} messages, digest {report['digest']}, {report['runs']} runs, core {report['core']}"
    ]
    lines += _figures(report)
    lines.append(
        f"memory beyond the input {report['rss_mb']:.1f} MB ({report['rss_prefault_mb']:.1f} MB pre-faulted), "
        f"{report['allocations']} allocations after warm-up"
    )
    if small := report.get("small"):
        lines += [
            "",
            f"{small['file']}: {small['messages']:,} messages, digest {small['digest']}",
            *_figures(small),
        ]
    machine_ = report["machine"]
    lines += [
        "",
        f"{machine_['cpu']}, {machine_['cores']} cores, {machine_['system']}, load {machine_['load'][0]}",
    ]
    return "\n".join(lines)


def _figures(report: Mapping[str, Any]) -> list[str]:
    lines = [
        f"  {key:18} {report[key]:10.2f}  ({spread['min']:.2f} to {spread['max']:.2f})"
        for key, spread in report["spread"].items()
    ]
    for above, below in RATIOS:
        if above in report and report.get(below):
            lines.append(f"  {above} / {below}: {report[above] / report[below]:.2f}")
    return lines
