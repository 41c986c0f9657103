"""Run the libFuzzer targets and keep a small corpus of the inputs that reach new code."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from evidence import ROOT, Outcome

BUILD = ROOT / "build" / "fuzz"
WORK = ROOT / "build" / "fuzz-work"  # the growing corpus, logs and findings: large, never committed
CORPUS = ROOT / "tests" / "fuzz" / "corpus"  # its committed part, one folder a target
MAX_FILES, MAX_BYTES = 200, 1_000_000  # of the committed corpus as a whole
# Bounds on a target: all of its memory, of which the sanitizer's quarantine takes 256 MB, and a single allocation.
MAX_RSS_MB, MAX_MALLOC_MB = 512, 64
SHOWS = "decoders and books fuzzed without a finding, in bounded memory"

_EXECUTED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_COVERED = re.compile(r"cov: (\d+)")


def build() -> list[Path]:
    """Build the `fuzz` preset and return its programs, sorted by name."""
    for command in (["cmake", "--preset", "fuzz"], ["cmake", "--build", "--preset", "fuzz"]):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    candidates = (path for path in BUILD.rglob("fuzz_*") if path.is_file() and "." not in path.name)
    return sorted((path for path in candidates if os.access(path, os.X_OK)), key=lambda path: path.name)


def run(program: Path, *, seconds: int, seed: int) -> Outcome:
    """Fuzz one target for `seconds`, starting from its committed corpus and what earlier runs here found."""
    name = program.name
    work, log_path = WORK / name / "corpus", WORK / name / "log"
    work.mkdir(parents=True, exist_ok=True)
    corpora = [str(work), *([str(CORPUS / name)] if (CORPUS / name).is_dir() else [])]
    command = [
        str(program), *corpora,
        f"-max_total_time={seconds}", f"-seed={seed}", "-timeout=25", "-print_final_stats=1",
        f"-rss_limit_mb={MAX_RSS_MB}", f"-malloc_limit_mb={MAX_MALLOC_MB}",
        f"-artifact_prefix={WORK / name}/finding-",
    ]  # fmt: skip
    with log_path.open("wb") as log:
        passed = subprocess.run(command, stdout=log, stderr=log, check=False).returncode == 0
    text = log_path.read_text(encoding="utf-8", errors="replace")
    executed, covered = _EXECUTED.search(text), _COVERED.findall(text)
    count = f"{int(executed[1]):,} inputs in {seconds} s" if executed else f"stopped within {seconds} s"
    result = (
        f"no finding, {covered[-1] if covered else 0} edges"
        if passed
        else f"finding: see {log_path.relative_to(ROOT)}"
    )
    return Outcome(name, SHOWS, passed, count, str(seed), result)


def keep(program: Path) -> int:
    """Copy into the committed corpus what adds coverage to it, smallest first, within the target's share.

    Return the number of files added.
    """
    committed = CORPUS / program.name
    committed.mkdir(parents=True, exist_ok=True)
    folders = [path for path in CORPUS.iterdir() if path.is_dir()]
    targets, room = len(folders), MAX_FILES - sum(len(list(folder.iterdir())) for folder in folders)
    with tempfile.TemporaryDirectory() as folder:
        merged = Path(folder, "merged")
        shutil.copytree(committed, merged)
        command = [str(program), "-merge=1", str(merged), str(WORK / program.name / "corpus")]
        subprocess.run(command, capture_output=True, check=True)
        have = {path.name for path in committed.iterdir()}
        fresh = sorted(
            (path for path in merged.iterdir() if path.name not in have), key=lambda path: path.stat().st_size
        )
        files, size = len(have), sum(path.stat().st_size for path in committed.iterdir())
        added = 0
        for path in fresh:
            size += path.stat().st_size
            if added >= min(MAX_FILES // targets - files, room) or size > MAX_BYTES // targets:
                break
            shutil.copyfile(path, committed / path.name)
            added += 1
    return added
