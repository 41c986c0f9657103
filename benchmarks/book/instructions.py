"""Count the instructions of decoder and books under callgrind and hold them to the committed counts.

Usage: benchmarks/book/instructions.py             exits 1 when a count is more than 2 % above its baseline
       benchmarks/book/instructions.py --update    writes the counts of this compiler into instructions.json

`make counts` builds the program (preset counts: x86-64-v3, so that the count does not depend on this machine's CPU) and
runs this. Counts belong to a compiler version: with one that instructions.json does not have, nothing is checked.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BASELINE = Path(__file__).with_name("instructions.json")
PROGRAM = ROOT / "build" / "counts" / "benchmarks" / "book" / "bench_book_counts"
WORKS = ("decode", "book_batched", "book_single")
TOLERANCE = 2
"""Per cent."""


def count(program: Path, work: str, file: Path) -> int:
    """Return the instructions inside one counted function.

    The environment is emptied, symbols are bound at start and addresses are fixed: each of them adds instructions that
    are not the program's.
    """
    command = [
        *("env", "-i", "LD_BIND_NOW=1", "setarch", "-R", "valgrind", "--tool=callgrind"),
        *("--callgrind-out-file=/dev/null", "--collect-atstart=no", f"--toggle-collect=counted_{work}"),
        *(str(program), work, str(file)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    collected = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or collected is None or collected[1] == "0":
        raise SystemExit(f"{' '.join(command)} counted nothing:\n{done.stdout}{done.stderr}")
    return int(collected[1])


def judge(counts: dict[str, int], baseline: dict[str, int]) -> tuple[list[str], bool]:
    """Return a line for each count, and whether all are within the tolerance."""
    lines = []
    good = True
    for work, found in counts.items():
        verdict = ""
        if found * 100 > baseline[work] * (100 + TOLERANCE):
            good = False
            verdict = f": more than {TOLERANCE} % above the baseline"
        elif found * 100 < baseline[work] * (100 - TOLERANCE):
            verdict = ": better; run benchmarks/book/instructions.py --update, so that it stays so"
        lines.append(f"{work:14} {found:>12,} instructions, {found / baseline[work] - 1:+.2%}{verdict}")
    return lines, good


def main() -> None:
    """Count, then compare or update."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--update", action="store_true", help="write this compiler's counts")
    update: bool = parser.parse_args().update
    if shutil.which("valgrind") is None:
        sys.exit("valgrind is absent: tools/setup_system.sh test") if update else None
        print(
            "valgrind is absent: instruction counts are not checked (tools/setup_system.sh test installs it)"
        )
        return
    compiler = subprocess.run(
        [str(PROGRAM), "compiler"], capture_output=True, text=True, check=True
    ).stdout.strip()
    file = PROGRAM.with_name("counted.itch")
    subprocess.run([str(PROGRAM), "input", str(file)], check=True)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    baseline: dict[str, Any] = json.loads(BASELINE.read_text(encoding="utf-8"))
    if not update and compiler not in baseline["counts"]:
        print(f"{BASELINE.name} has no counts of {compiler}: instruction counts are not checked")
        return
    if not update and digest != baseline["input_sha256"]:
        sys.exit(
            f"the generated input is not the one of {BASELINE.name}: run benchmarks/book/instructions.py --update"
        )
    counts = {work: count(PROGRAM, work, file) for work in WORKS}
    if update:
        kept = baseline["counts"] if digest == baseline["input_sha256"] else {}
        baseline = {"input_sha256": digest, "counts": dict(sorted((kept | {compiler: counts}).items()))}
        BASELINE.write_text(json.dumps(baseline, indent=2) + "\n", encoding="utf-8")
        print(f"{BASELINE.name}: {compiler}: {counts}")
        return
    lines, good = judge(counts, baseline["counts"][compiler])
    print(f"{compiler}:", *lines, sep="\n")
    sys.exit(not good)


if __name__ == "__main__":
    main()
