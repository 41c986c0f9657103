"""`tradewind replay`: rebuild the books of a recorded session and say what was in it."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.command()
def replay(
    file: Annotated[
        Path, typer.Argument(help="ITCH 5.0 file, pcap or pcapng; plain, .gz or .zst; - is standard input.")
    ],
    symbols: Annotated[
        str, typer.Option(help="Symbols to show, separated by commas; default: the ten with the most volume.")
    ] = "",
    depth: Annotated[int, typer.Option(min=0, help="Levels to show of each side.")] = 3,
    json_output: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of text.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
) -> None:
    """Replay a session: message counts, books, throughput, and everything that was wrong with it."""
    import json
    import sys

    from tradewind.commands import start
    from tradewind.commands.progress import bar
    from tradewind.session_summary import read_session, render

    start()
    wanted = [symbol.strip() for symbol in symbols.split(",") if symbol.strip()]
    with bar(file.name, shown=not quiet and sys.stderr.isatty()) as progress:
        session = read_session(file, progress=progress)
    books = session.books_of(wanted, depth=depth)
    typer.echo(json.dumps(session.as_dict(books)) if json_output else render(session, books))
