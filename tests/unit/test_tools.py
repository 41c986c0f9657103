"""The repository's own tools: requirements, pins, set-up, evidence, stubs, corpus."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import evidence
import fuzzing
import requirements
import stubs
from support.repository import ROOT, project

EXTRAS: dict[str, list[str]] = project()["project"]["optional-dependencies"]
NOT_IN_ALL = {"gpu", "pycuda", "tensorrt", "dev", "all"}


def _name(requirement: str) -> str:
    match = re.match(r"[\w.-]+", requirement)
    assert match
    return match[0].lower().replace("_", "-")


def test_all_is_every_extra_but_gpu_pycuda_tensorrt_and_dev() -> None:
    expected: set[str] = set().union(*(EXTRAS[extra] for extra in EXTRAS.keys() - NOT_IN_ALL))
    base = set(project()["project"]["dependencies"])
    assert set(requirements.requirements(project()["project"], ["all"])) == expected | base


@pytest.mark.parametrize("package", ["pycuda", "tensorrt"])
def test_pycuda_and_tensorrt_are_in_no_other_extra(package: str) -> None:
    holders = {extra for extra, listed in EXTRAS.items() if package in {_name(one) for one in listed}}
    assert holders == {package}


def test_unknown_extra_is_refused_by_name() -> None:
    with pytest.raises(SystemExit, match=r"no extra 'nosuch'; it has: agents, all"):
        requirements.requirements(project()["project"], ["nosuch"])


def test_every_direct_requirement_is_pinned() -> None:
    pinned = {_name(line) for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()}
    direct = set(requirements.requirements(project()["project"], sorted(EXTRAS)))
    needed = {_name(requirement) for requirement in [*direct, *project()["build-system"]["requires"], "uv"]}
    assert needed - pinned == set()


def _outcome(*, passed: bool) -> evidence.Outcome:
    return evidence.Outcome("fuzz_x", "a | b", passed, "12 inputs", "7", "no finding")


def test_evidence_row_has_a_cell_for_each_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heading = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8").split("\n| test ")[1].split("\n")[0]
    table = tmp_path / "evidence.md"
    monkeypatch.setattr(evidence, "TABLE", table)
    evidence.append(_outcome(passed=True))
    evidence.append(_outcome(passed=False))
    first, second = table.read_text(encoding="utf-8").splitlines()
    assert len(re.split(r"(?<!\\)\|", first)) == len(re.split(r"\|", "| test " + heading))
    assert first.startswith("| fuzz_x | a \\| b | ")
    assert first.endswith("| 12 inputs | 7 | no finding |")
    assert second.endswith("| **FAILED** no finding |")


def test_evidence_names_the_machine_without_its_host() -> None:
    assert re.fullmatch(r".+, \d+ cores, Linux \S+", evidence.machine())
    assert os.uname().nodename not in evidence.machine()


def test_stub_drift_shows_the_changed_line() -> None:
    drift = stubs.difference({"a.pyi": "x: int\n"}, {"a.pyi": "x: str\n", "b.pyi": "y: int\n"})
    assert "-x: int" in drift
    assert "+x: str" in drift
    assert "+y: int" in drift
    assert stubs.difference({"a.pyi": "x: int\n"}, {"a.pyi": "x: int\n"}) == ""


def test_corpus_keeps_the_smallest_new_inputs_within_its_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus, work = tmp_path / "corpus", tmp_path / "work"
    for folder in (corpus / "fuzz_other", corpus / "fuzz_x", work / "fuzz_x" / "corpus"):
        folder.mkdir(parents=True)
    (corpus / "fuzz_x" / "old").write_bytes(b"o" * 40)
    for size in (10, 20, 30):
        (work / "fuzz_x" / "corpus" / f"new{size}").write_bytes(b"n" * size)
    merges_everything = tmp_path / "fuzz_x"
    merges_everything.write_text('#!/bin/sh\ncp "$3"/* "$2"\n')
    merges_everything.chmod(0o755)
    monkeypatch.setattr(fuzzing, "CORPUS", corpus)
    monkeypatch.setattr(fuzzing, "WORK", work)
    monkeypatch.setattr(fuzzing, "MAX_BYTES", 150)  # 75 for each of the two targets
    assert fuzzing.keep(merges_everything) == 2
    assert {path.name for path in (corpus / "fuzz_x").iterdir()} == {"old", "new10", "new20"}
    for number in range(3):
        (corpus / "fuzz_other" / str(number)).touch()
    monkeypatch.setattr(fuzzing, "MAX_BYTES", 1000)
    monkeypatch.setattr(fuzzing, "MAX_FILES", 6)  # all taken by now, by the other target beyond its share
    assert fuzzing.keep(merges_everything) == 0


def _setup(*groups: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    bash = shutil.which("bash")
    assert bash
    command = [bash, str(ROOT / "tools" / "setup_system.sh"), *groups]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def _script(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def test_setup_refuses_an_old_python_and_says_how_to_name_another(tmp_path: Path) -> None:
    _script(tmp_path / "old", 'if [ "$1" = -V ]; then echo Python 3.9.2; else exit 1; fi')
    done = _setup("base", environment=os.environ | {"PYTHON": str(tmp_path / "old")})
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert "is 3.9.2" in done.stderr
    assert "make PYTHON=" in done.stderr


def test_setup_without_root_names_the_command_and_stops(tmp_path: Path) -> None:
    _script(tmp_path / "id", "echo 1000")
    _script(tmp_path / "apt-get", "exit 99")
    for tool in ("cut", "dirname"):
        found = shutil.which(tool)
        assert found
        (tmp_path / tool).symlink_to(found)
    done = _setup("base", environment={"PATH": str(tmp_path), "PYTHON": sys.executable})
    assert done.returncode == 1
    assert "sudo apt-get install g++" in done.stderr


def test_setup_without_root_says_what_goes_without_a_wished_package(tmp_path: Path) -> None:
    _script(tmp_path / "id", "echo 1000")
    for tool in ("apt-get", "strace", "initdb", "clang++-19", "valgrind"):
        _script(tmp_path / tool, "exit 99")
    _script(tmp_path / "g++", "echo 12.2.0")  # also finds every header
    for tool in ("cut", "dirname"):
        found = shutil.which(tool)
        assert found
        (tmp_path / tool).symlink_to(found)
    environment = {"PATH": str(tmp_path), "PYTHON": sys.executable}
    done = _setup("test", environment=environment)
    assert done.returncode == 0, done.stderr
    assert "sudo apt-get install chromium" in done.stderr
    assert "chromium: without it the test of the report in a browser is left out" in done.stderr
    assert "valgrind" not in done.stderr
    _script(tmp_path / "chromium", "exit 0")
    (tmp_path / "valgrind").unlink()
    done = _setup("test", environment=environment)
    assert "valgrind: without it the gate on instruction counts is left out" in done.stderr
    assert "chromium" not in done.stderr


def test_setup_refuses_an_unknown_group() -> None:
    done = _setup("everything", environment=dict(os.environ))
    assert done.returncode == 2
    assert "no group 'everything'" in done.stderr
