"""The documents name only what exists: commands, options, files, links."""

import importlib.metadata
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from support.repository import ROOT, code_in, documents, make_targets
from tradewind.flow import GeneratorConfig, generate

_PATH = re.compile(r"(?:[\w.-]+/)+[\w.-]*")
_TOP_FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir()} - {"build", "runs", "dist", ".venv"}
# The template shows the reader what to fill in, and the changelog speaks of what once was.
_DOCUMENTS = [path for path in documents() if path.name not in {"template.md", "CHANGELOG.md"}]
_IDS = [str(path.relative_to(ROOT)) for path in _DOCUMENTS]


def _words(code: str, program: str) -> list[str] | None:
    """Return the words after `program`, or None when the code does not call it."""
    words = code.split("#")[0].split()
    while words and re.fullmatch(r"\w+=\S*", words[0]):
        words = words[1:]
    if not words or words[0] not in {program, f".venv/bin/{program}"}:
        return None
    return words[1:]


@pytest.mark.parametrize("document", _DOCUMENTS, ids=_IDS)
def test_every_make_target_named_exists(document: Path) -> None:
    for code in code_in(document):
        for word in _words(code, "make") or []:
            if re.fullmatch(r"[a-z-]+", word):
                assert word in make_targets(), code


@pytest.mark.parametrize("document", _DOCUMENTS, ids=_IDS)
def test_every_command_and_option_named_exists(document: Path) -> None:
    entries = {entry.name: entry for entry in importlib.metadata.entry_points(group="tradewind.commands")}
    for code in code_in(document):
        words = _words(code, "tradewind")
        if not words or words[0].startswith(("-", "…", "COMMAND", "[")):
            continue
        assert words[0] in entries, code
        command = typer.main.get_command(entries[words[0]].load())
        rest = words[1:]
        if isinstance(command, typer.core.TyperGroup) and rest and re.fullmatch(r"[a-z-]+", rest[0]):
            assert rest[0] in command.commands, code
            command = command.commands[rest.pop(0)]
        known = {"--help"}.union(*(parameter.opts + parameter.secondary_opts for parameter in command.params))
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", " ".join(rest)):
            assert option in known, code


@pytest.mark.parametrize("document", _DOCUMENTS, ids=_IDS)
def test_every_path_named_exists(document: Path) -> None:
    for code in code_in(document):
        for word in shlex.split(code.split("#")[0].replace("'", "")):
            path = word.split("::")[0].rstrip(",.;:")
            if _PATH.fullmatch(path) and path.split("/")[0] in _TOP_FOLDERS and "NAME" not in path:
                assert (ROOT / path).exists(), f"{document.name}: {word}"


def test_command_page_matches_the_commands_and_links_lead_somewhere() -> None:
    command = [sys.executable, str(ROOT / "tools" / "docs.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_readmes_python_runs(tmp_path: Path) -> None:
    generate(tmp_path / "day.itch", GeneratorConfig(symbols=3, messages=10_000, seed=1))
    blocks = re.findall(
        r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert blocks
    for block in blocks:
        command = [sys.executable, "-c", block]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_makefile_offers_the_agreed_targets() -> None:
    agreed = "demo test check deep build lint types bench docs clean"
    assert set(agreed.split()) <= make_targets()


def test_every_make_target_has_a_rule() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    rules = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert make_targets() <= rules


_DECISIONS = sorted(path for path in (ROOT / "docs" / "adr").glob("0*.md"))


@pytest.mark.parametrize("decision", _DECISIONS, ids=lambda path: path.stem)
def test_every_decision_has_a_short_context_and_one_quotable_sentence(decision: Path) -> None:
    parts = re.split(r"^## (.+)$", decision.read_text(encoding="utf-8"), flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert list(sections) == ["Context", "Decision", "Consequences", "Alternatives", "Links"]
    sentences = re.findall(r"[.!?](?=\s|$)", sections["Context"])
    assert 1 <= len(sentences) <= 4
    quoted = [line for line in sections["Decision"].splitlines() if line]
    assert all(line.startswith("> ") for line in quoted)
    assert len(re.findall(r"\.(?=\s|$)", " ".join(quoted))) == 1


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(path.name[:4]) for path in _DECISIONS] == list(range(1, len(_DECISIONS) + 1))
