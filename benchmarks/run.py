"""Run the benchmark programs of the `bench` preset: median, spread and ratio to the floor of the same run.

Usage: benchmarks/run.py [--repetitions N]
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PROGRAMS = ROOT / "build" / "bench" / "benchmarks"
RATIOS = (
    ("decode", "decode_floor"),
    ("replay", "decode_floor"),
    ("replay", "replay_naive"),
    ("level_watched", "level_alone"),
)


def run_program(program: Path, repetitions: int) -> dict[str, list[float]]:
    """Return benchmark name -> nanoseconds per message of each repetition, the sides interleaved."""
    command = [
        str(program),
        f"--benchmark_repetitions={repetitions}",
        "--benchmark_enable_random_interleaving=true",
        "--benchmark_format=json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    report: dict[str, Any] = json.loads(done.stdout)
    times: dict[str, list[float]] = {}
    for item in report["benchmarks"]:
        if item["run_type"] == "iteration":
            times.setdefault(item["run_name"], []).append(1e9 / item["items_per_second"])
    return times


def show(times: dict[str, list[float]]) -> None:
    """Print a line per benchmark, then the ratios of medians."""
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, values in times.items():
        spread = f"{min(values):.1f} to {max(values):.1f}, {len(values)} runs"
        print(f"{name:16} {medians[name]:8.1f} ns a message ({spread})")
    for name, reference in RATIOS:
        if name not in medians:
            continue
        print(f"{name} / {reference}: {medians[name] / medians[reference]:.2f}")


def main() -> None:
    """Run every program and the import timing."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repetitions", type=int, default=7, help="at least 5 (default: 7)")
    repetitions: int = parser.parse_args().repetitions
    if repetitions < 5:
        parser.error(f"--repetitions {repetitions}: a median needs at least 5 runs")
    programs = sorted(path for path in PROGRAMS.glob("bench_*") if path.is_file())
    if not programs:
        parser.error(f"no programs in {PROGRAMS}: run make bench")
    for program in programs:
        print(f"{program.name}:")
        show(run_program(program, repetitions))
    print("import tradewind.book:", flush=True)
    subprocess.run([sys.executable, str(ROOT / "benchmarks" / "import_time.py")], check=False)


if __name__ == "__main__":
    main()
