"""The hot loop asks the kernel for no memory: seen from outside, by a tracer of system calls."""

import shutil
import subprocess
from pathlib import Path

import pytest

_PROBE = Path(__file__).resolve().parents[2] / "build/release/tests/cpp/engine/replay_probe"
_MAPPING = ("mmap", "munmap", "mremap", "brk", "madvise")


def test_a_replay_from_memory_makes_no_mmap_and_no_brk() -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed (apt-get install strace)")
    if not _PROBE.exists():
        pytest.skip("the C++ tests are not built: make test builds them first")
    calls = ",".join((*_MAPPING, "write"))
    traced = subprocess.run(
        [strace, "-f", "-e", f"trace={calls}", str(_PROBE)], capture_output=True, text=True, check=False
    )
    if "Operation not permitted" in traced.stderr and "ptrace" in traced.stderr:
        pytest.skip("this machine does not allow tracing")
    assert traced.returncode == 0, traced.stderr[-2000:]
    lines = [line for line in traced.stderr.splitlines() if "(" in line]
    begin = next(i for i, line in enumerate(lines) if "replay begins" in line)
    end = next(i for i, line in enumerate(lines) if "replay ends" in line)
    assert any(line.lstrip("[pid 0123456789]").startswith("mmap") for line in lines[:begin]), (
        "the tracer sees mmap"
    )
    between = [line for line in lines[begin + 1 : end] if any(f"{call}(" in line for call in _MAPPING)]
    assert between == []
