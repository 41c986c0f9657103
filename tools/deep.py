"""Run the counted tests at full length and write a line per run to docs/evidence.md.

Jobs
  fuzz_*         one per libFuzzer target of tests/fuzz: ten minutes each, --jobs at a time
  import_time    median time of `import tradewind.book` against its limit
  test_*         every Python test marked `deep`, by its function's name. It may state how much it tried and from which
                 seed with pytest's record_property("count", ...) and record_property("seed", ...)

A failing job is recorded too, and then the exit status is 1.
"""

import argparse
import fnmatch
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from xml.etree import ElementTree

import evidence
import fuzzing
from evidence import ROOT, Outcome

# A target that disappears from the build must not disappear from the evidence unnoticed.
REQUIRED_FUZZ = (
    "fuzz_books", "fuzz_itch50", "fuzz_itch_file", "fuzz_moldudp64", "fuzz_ouch50", "fuzz_pcap", "fuzz_soupbintcp",
)  # fmt: skip


def fuzz_outcomes(options: argparse.Namespace) -> Iterator[Outcome]:
    """Fuzz every selected target, `options.jobs` at a time, and keep what reached new code."""
    if not options.only.startswith(("*", "fuzz")):
        return  # spares the build
    programs = fuzzing.build()
    built = {program.name for program in programs}
    for name in REQUIRED_FUZZ:
        if name not in built and fnmatch.fnmatch(name, options.only):
            yield Outcome(name, fuzzing.SHOWS, False, "0", "-", "target is not built")
    selected = [program for program in programs if fnmatch.fnmatch(program.name, options.only)]
    with ThreadPoolExecutor(max_workers=options.jobs) as pool:
        runs = {
            pool.submit(fuzzing.run, program, seconds=options.seconds, seed=options.seed): program
            for program in selected
        }
        for done in as_completed(runs):
            if done.result().passed and not options.no_record:
                fuzzing.keep(runs[done])
            yield done.result()


def import_time_outcomes(options: argparse.Namespace) -> Iterator[Outcome]:
    """Time the import in fresh interpreters; alone, because a busy core would be measured too."""
    if fnmatch.fnmatch("import_time", options.only):
        command = [sys.executable, str(ROOT / "benchmarks" / "import_time.py")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        result = (done.stdout or done.stderr).strip().splitlines()[-1]
        yield Outcome(
            "import_time",
            "import tradewind.book under 0.3 s",
            done.returncode == 0,
            "11 interpreters",
            "-",
            result,
        )


def pytest_outcomes(options: argparse.Namespace) -> Iterator[Outcome]:
    """Run the tests marked `deep` in one pytest process and read the outcome of each from its report."""
    if options.only.startswith("fuzz"):
        return  # spares the collection: no Python test is named so
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-m",
            "deep",
            f"--junit-xml={report}",
            "-o",
            "junit_family=xunit1",
        ]
        if options.only != "*":
            command += ["-k", options.only.replace("*", "")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if not report.exists():
            raise SystemExit(f"pytest wrote no report:\n{done.stdout}{done.stderr}")
        for case in ElementTree.parse(report).iter("testcase"):
            name = case.get("name", "")
            if fnmatch.fnmatch(name, options.only) and case.find("skipped") is None:
                yield _case_outcome(case, name)


def _case_outcome(case: ElementTree.Element, name: str) -> Outcome:
    stated = {item.get("name"): item.get("value", "-") for item in case.iter("property")}
    problem = next((found for kind in ("failure", "error") if (found := case.find(kind)) is not None), None)
    seconds = round(float(case.get("time", "0")))
    result = (
        f"passed in {seconds} s" if problem is None else (problem.get("message") or "failed").splitlines()[0]
    )
    shows = stated.get("shows") or name.removeprefix("test_").replace("_", " ")
    return Outcome(name, shows, problem is None, stated.get("count", "1"), stated.get("seed", "-"), result)


def main() -> None:
    """Run the selected jobs, print and record each outcome, fail when one failed or none was selected."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="*", metavar="GLOB", help="names of the jobs to run (default: all)")
    parser.add_argument("--seconds", type=int, default=600, help="length of each fuzz run (default: 600)")
    parser.add_argument(
        "--seed", type=int, default=random.SystemRandom().randrange(1, 2**31), help="default: random"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="fuzz targets at a time")
    parser.add_argument("--no-record", action="store_true", help="write neither evidence nor corpus")
    options = parser.parse_args()

    failed, ran = [], 0
    for outcomes in (import_time_outcomes, fuzz_outcomes, pytest_outcomes):
        for outcome in outcomes(options):
            ran += 1
            if not outcome.passed:
                failed.append(outcome.test)
            if not options.no_record:
                evidence.append(outcome)
            print(f"{outcome.test}: {outcome.count}, seed {outcome.seed}: {outcome.result}", flush=True)
    if not ran:
        raise SystemExit(f"no job is called {options.only!r}")
    if failed:
        raise SystemExit(f"{len(failed)} of {ran} jobs failed: {', '.join(failed)}")
    print(f"{ran} jobs passed")


if __name__ == "__main__":
    main()
