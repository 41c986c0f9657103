"""Make the input that the book's figures are about, once: one real symbol's hour widened to a 2,048-symbol day.

Usage: benchmarks/book/widened.py [--seed 7] [--source FILE]     prints the path

24 million messages, 752 MB, under build/, where `make clean` removes it. Tuning looks at seed 7 alone; figures are given
for another seed too, so that nothing was fitted to the input. FILE is the flow that is widened; default: the reference
hour in ../shared, where it is present.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from tradewind.commands.bench_book import REAL_HOUR

ROOT = Path(__file__).resolve().parents[2]
SYMBOLS = 2048


def widened(source: Path, seed: int) -> Path:
    """Return the cached file, made first where it is missing."""
    file = ROOT / "build" / f"widened_{source.name.split('.')[0]}_{SYMBOLS}_{seed}.itch"
    if not file.is_file():
        file.parent.mkdir(exist_ok=True)
        part = file.with_suffix(".part")  # a name that a broken run cannot leave as if it were whole
        tradewind = Path(sys.executable).with_name("tradewind")
        size = ("--symbols", str(SYMBOLS), "--seed", str(seed))
        subprocess.run([tradewind, "generate", "--widen", source, *size, part], check=True, stdout=sys.stderr)
        part.rename(file)
    return file


def main() -> None:
    """Print where the file is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--source", type=Path, default=ROOT.parent / REAL_HOUR)
    arguments = parser.parse_args()
    source: Path = arguments.source
    if not source.is_file():
        parser.error(f"{source} is not there: name an ITCH file of one symbol with --source")
    print(widened(source, arguments.seed))


if __name__ == "__main__":
    main()
