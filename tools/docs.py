"""Write docs/cli.md from the commands' own help, and check that every relative link in the documents leads somewhere.

Usage: tools/docs.py            write docs/cli.md, check the links
       tools/docs.py --check    fail when docs/cli.md is out of date or a link leads nowhere; write nothing
"""

import argparse
import os
import re
from collections.abc import Iterator
from pathlib import Path

import typer
import typer.main
from typer.testing import CliRunner

from tradewind.cli import LazyGroup, app

ROOT = Path(__file__).parents[1]
CLI_PAGE = ROOT / "docs" / "cli.md"
_LINK = re.compile(r"!?\[[^]]*\]\((?P<target>[^)\s]+)\)|(?:src|href|srcset)=\"(?P<attribute>[^\"]+)\"")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def documents() -> list[Path]:
    """Return every Markdown file of the project."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").rglob("*.md")])


def command_paths() -> Iterator[tuple[str, ...]]:
    """Yield (), then each sub-command, then each command below it: ("db",), ("db", "upgrade"), ..."""
    yield ()
    root = typer.main.get_command(app)
    assert isinstance(root, LazyGroup)
    for name in root.list_commands(None):
        yield (name,)
        command = root.get_command(None, name)
        if isinstance(command, typer.core.TyperGroup):
            yield from ((name, inner) for inner in sorted(command.commands))


def cli_page() -> str:
    """Return docs/cli.md: the help text of every command."""
    os.environ["COLUMNS"] = "100"  # the width of this terminal must not show in the page (80 at most)
    parts = ["# Commands", "", "Written by `make docs` from the commands' own `--help`.", ""]
    runner = CliRunner()
    for path in command_paths():
        name = " ".join(("tradewind", *path))
        shown = runner.invoke(app, [*path, "--help"], prog_name="tradewind")
        if shown.exit_code != 0 or "[cannot load" in shown.output:
            raise SystemExit(f"{name} --help failed:\n{shown.output}")
        help_text = "\n".join(line.rstrip() for line in shown.output.strip().splitlines())
        parts += [f"## {name}", "", "```text", help_text, "```", ""]
    return "\n".join(parts)


def dead_links() -> list[str]:
    """Return `document: target` for each relative link whose file does not exist."""
    dead = []
    for document in documents():
        text = _FENCE.sub("", document.read_text(encoding="utf-8"))
        for match in _LINK.finditer(text):
            target = (match["target"] or match["attribute"]).split("#")[0]
            if target and "://" not in target and not (document.parent / target).exists():
                dead.append(f"{document.relative_to(ROOT)}: {target}")
    return dead


def main() -> None:
    """Write or compare the page, then report dead links."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a difference")
    check: bool = parser.parse_args().check
    page = cli_page()
    if not check:
        CLI_PAGE.write_text(page, encoding="utf-8")
    elif not CLI_PAGE.exists() or CLI_PAGE.read_text(encoding="utf-8") != page:
        raise SystemExit("docs/cli.md does not match the commands' help: run make docs")
    if dead := dead_links():
        raise SystemExit("links that lead nowhere:\n" + "\n".join(dead))


if __name__ == "__main__":
    main()
