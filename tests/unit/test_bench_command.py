"""`tradewind bench`: how a report is put together, and what is said where it cannot be measured."""

import gzip
import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType

import pytest
import zstandard

from support.feed_files import pcap, udp_frame
from support.repository import ROOT
from tradewind.commands import bench_book
from tradewind.commands.bench_programs import BenchError, checkout
from tradewind.errors import FeedError

FACTS = {"messages": "16", "digest": "c0ffee", "orders": "1 2 3 0"}


def _instructions() -> ModuleType:
    path = ROOT / "benchmarks" / "book" / "instructions.py"
    spec = importlib.util.spec_from_file_location("instructions", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_report_holds_medians_and_their_spread() -> None:
    values = {"book_ns": [3.0, 1.0, 2.0], "decode_ns": [5.0, 4.0, 6.0]}
    report = bench_book.report_of(FACTS, values)
    assert report == {
        "messages": 16,
        "digest": "c0ffee",
        "checkpoint_orders": [1, 2, 3, 0],
        "book_ns": 2.0,
        "decode_ns": 5.0,
        "runs": 3,
        "spread": {"book_ns": {"min": 1.0, "max": 3.0}, "decode_ns": {"min": 4.0, "max": 6.0}},
    }


def test_the_table_shows_ratios_of_the_same_run() -> None:
    report = bench_book.report_of(FACTS, {"naive_book_ns": [300.0], "book_ns": [50.0]}) | {
        "core": 1,
        "rss_mb": 1.0,
        "rss_prefault_mb": 2.0,
        "allocations": 0,
        "machine": bench_book.machine(),
    }
    assert "naive_book_ns / book_ns: 6.00" in bench_book.render(report)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.ZstdCompressor().compress])
def test_a_packed_file_is_unpacked_for_the_program_and_removed(tmp_path: Path, pack: type[bytes]) -> None:
    file, folder = tmp_path / "day", tmp_path / "folder"
    content = b"\0\x0cS" + bytes(11)
    file.write_bytes(pack(content))
    folder.mkdir()
    with bench_book.plain_file(file, folder) as plain:
        assert plain.read_bytes() == content
    assert file.exists()
    assert list(folder.iterdir()) == []


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="found nothing"), bench_book.plain_file(tmp_path / "no", tmp_path):
        pass


def test_a_capture_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "day.pcap"
    file.write_bytes(pcap([udp_frame(b"x")]))
    with (
        pytest.raises(BenchError, match="expected an ITCH file, found a capture"),
        bench_book.plain_file(file, tmp_path),
    ):
        pass


def test_messages_lose_their_length_prefix_and_stop_at_the_limit_or_the_end_of_session(
    tmp_path: Path,
) -> None:
    file = tmp_path / "day"
    file.write_bytes(b"\0\x02ab\0\x01c\0\x01d\0\0")
    assert bench_book.messages_of(file, 2) == [b"ab", b"c"]
    assert bench_book.messages_of(file, 9) == [b"ab", b"c", b"d"]


def test_outside_a_checkout_the_way_to_one_is_said(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="get the sources, run make build"):
        checkout(tmp_path / "site-packages" / "tradewind" / "commands" / "bench_programs.py")
    assert checkout() == ROOT


def test_a_core_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    before = os.sched_getaffinity(0)
    with pytest.raises(BenchError, match="core is 4096, must be one of"):
        bench_book.measure(
            tmp_path, rounds=1, core=4096, small=False, preset="release", progress=lambda _: None
        )
    assert os.sched_getaffinity(0) == before


def test_instruction_counts_fail_above_two_percent_and_ask_for_an_update_below() -> None:
    judge = _instructions().judge
    baseline = {"decode": 1000, "book_batched": 1000, "book_single": 1000}
    lines, good = judge({"decode": 1020, "book_batched": 1000, "book_single": 979}, baseline)
    assert good
    assert "+2.00%" in lines[0]
    assert "--update" in lines[2]
    lines, good = judge({"decode": 1021, "book_batched": 1000, "book_single": 1000}, baseline)
    assert not good
    assert "more than 2 % above the baseline" in lines[0]


def test_committed_counts_have_every_work_of_every_compiler() -> None:
    module = _instructions()
    baseline = json.loads(module.BASELINE.read_text(encoding="utf-8"))
    assert len(baseline["input_sha256"]) == 64
    assert baseline["counts"]
    assert all(set(counts) == set(module.WORKS) for counts in baseline["counts"].values())
