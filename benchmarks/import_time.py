"""Time `import tradewind.book` in fresh interpreters: median against a limit of 0.3 s.

Usage: benchmarks/import_time.py       prints one line, exits 1 when the median is over the limit
"""

import statistics
import subprocess
import sys

LIMIT_S = 0.3
RUNS = 11
_CHILD = "import time; t = time.perf_counter(); import tradewind.book; print(time.perf_counter() - t)"


def measure() -> list[float]:
    """Return the import time of each run in seconds, sorted. One run before them warms the file cache."""
    times = []
    for _ in range(RUNS + 1):
        child = subprocess.run([sys.executable, "-c", _CHILD], capture_output=True, text=True, check=True)
        times.append(float(child.stdout))
    return sorted(times[1:])


def main() -> None:
    """Print the median and the spread; exit 1 over the limit."""
    times = measure()
    median = statistics.median(times)
    print(f"median {median:.3f} s ({times[0]:.3f} to {times[-1]:.3f}, {RUNS} runs), limit {LIMIT_S} s")
    sys.exit(median > LIMIT_S)


if __name__ == "__main__":
    main()
