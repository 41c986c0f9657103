"""One line of docs/evidence.md: what was run at full length, on which commit and machine, and what came out."""

import datetime
import os
import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "evidence.md"
# What a run itself writes: a change there does not make the tested commit a different one.
_WRITTEN_BY_RUNS = (":!docs/evidence.md", ":!tests/fuzz/corpus")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one full-length run gave. `count` says how much was tried, `seed` how to try it again."""

    test: str
    shows: str
    passed: bool
    count: str
    seed: str
    result: str


def commit() -> str:
    """Return the short commit, with `+changes` when the tree differs from it; `no git` outside a checkout."""
    try:
        head = _git("rev-parse", "--short=12", "HEAD")
        changed = _git("status", "--porcelain", "--", ".", *_WRITTEN_BY_RUNS)
    except (OSError, subprocess.CalledProcessError):
        return "no git"
    return f"{head}+changes" if changed else head


def machine() -> str:
    """Return CPU model, cores this process may use and kernel; nothing that names the host."""
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return f"{model}, {len(os.sched_getaffinity(0))} cores, {platform.system()} {platform.release()}"


def append(outcome: Outcome) -> None:
    """Add the outcome as the last row of the table in docs/evidence.md."""
    date = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M")
    result = outcome.result if outcome.passed else f"**FAILED** {outcome.result}"
    cells = [outcome.test, outcome.shows, commit(), date, machine(), outcome.count, outcome.seed, result]
    row = "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"
    with TABLE.open("a", encoding="utf-8") as table:
        table.write(row)


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()
