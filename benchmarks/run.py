"""Run every benchmark here on this machine: `make bench`.

Usage: benchmarks/run.py [--itch FILE] [--rounds N]

Without FILE the input is the widened reference hour where that is present (benchmarks/book/widened.py), else a generated
day of 2,000 symbols and 5 million messages, kept under build/.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from tradewind.commands.bench_book import REAL_HOUR
from tradewind.commands.bench_programs import build

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "benchmarks" / "book"
HOUR = ROOT.parent / REAL_HOUR
TRADEWIND = Path(sys.executable).with_name("tradewind")


def default_input() -> Path:
    """Return the widened hour, or a generated day."""
    if HOUR.is_file():
        made = subprocess.run(
            [sys.executable, BOOK / "widened.py"], check=True, stdout=subprocess.PIPE, text=True
        )
        return Path(made.stdout.strip())
    day = ROOT / "build" / "bench_day.itch"
    if not day.is_file():
        day.parent.mkdir(exist_ok=True)
        size = ("--symbols", "2000", "--messages", "5000000")
        subprocess.run([TRADEWIND, "generate", *size, day], check=True, stdout=sys.stderr)
    return day


def main() -> None:
    """Run one program after the other; a failure ends the run, but for an import that is slow."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--itch", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    file = arguments.itch or default_input()
    subprocess.run(
        [TRADEWIND, "bench", "book", "--itch", file, "--rounds", str(arguments.rounds)], check=True
    )
    if HOUR.is_file():
        print("\nPeers from the package index, from Python:", flush=True)
        subprocess.run([sys.executable, BOOK / "peers.py", "--itch", HOUR], check=True)
    print("\nWatches on a level 1,000 orders deep:", flush=True)
    folder = build(ROOT, "bench")
    subprocess.run([folder / "bench_watch", "--rounds", str(arguments.rounds)], check=True)
    print("\nimport tradewind.book:", flush=True)
    subprocess.run([sys.executable, ROOT / "benchmarks" / "import_time.py"], check=False)


if __name__ == "__main__":
    main()
