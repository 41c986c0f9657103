"""Time `import tradewind.book` in fresh interpreters: median wall time against a limit of 0.3 s.

Usage: benchmarks/import_time.py       prints one line, exits 1 when the median is over the limit

Almost all of it is NumPy, whose own import is timed in the same run. On a busy machine the wall time grows with the
load; the processor time printed beside it hardly does.
"""

import statistics
import subprocess
import sys

LIMIT_S = 0.3
RUNS = 11
_CHILD = """
import sys, time
wall, cpu = time.perf_counter(), time.process_time()
__import__(sys.argv[1])
print(time.perf_counter() - wall, time.process_time() - cpu)
"""


def measure(module: str) -> tuple[list[float], list[float]]:
    """Return wall and processor time of each run in seconds, sorted. One run before them warms the file cache."""
    runs = []
    for _ in range(RUNS + 1):
        command = [sys.executable, "-c", _CHILD, module]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        runs.append([float(value) for value in printed.split()])
    return sorted(wall for wall, _ in runs[1:]), sorted(cpu for _, cpu in runs[1:])


def main() -> None:
    """Print the median and the spread; exit 1 over the limit."""
    wall, cpu = measure("tradewind.book")
    numpy_wall, _ = measure("numpy")
    median = statistics.median(wall)
    print(
        f"median {median:.3f} s ({wall[0]:.3f} to {wall[-1]:.3f}, {RUNS} runs), processor {statistics.median(cpu):.3f} s, "
        f"numpy alone {statistics.median(numpy_wall):.3f} s, limit {LIMIT_S} s"
    )
    sys.exit(median > LIMIT_S)


if __name__ == "__main__":
    main()
