"""`tradewind replay`: rebuild the books of a recorded session and say what was in it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tradewind.book_sources.formats import SourceFormat

app = typer.Typer(add_completion=False)


@app.command()
def replay(
    file: Annotated[
        Path, typer.Argument(help="ITCH 5.0 file, pcap or pcapng; plain, .gz or .zst; - is standard input.")
    ],
    symbols: Annotated[
        str | None,
        typer.Option(help="Symbols to show, separated by commas; default: the ten with the most volume."),
    ] = None,
    depth: Annotated[int, typer.Option(min=0, help="Levels to show of each side.")] = 3,
    json_output: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of text.")
    ] = False,
    source_format: Annotated[
        str,
        typer.Option("--format", help="auto, itch, lobster, dbn, binance, csv or parquet (docs/sources.md)."),
    ] = "auto",
    columns: Annotated[
        Path | None, typer.Option(help="Column map of a CSV or Parquet file, in JSON (docs/sources.md).")
    ] = None,
    snapshot: Annotated[
        Path | None, typer.Option(help="Book at the start: DBN file for dbn, REST depth answer for binance.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
) -> None:
    """Replay a session: message counts, books, throughput, and everything that was wrong with it."""
    import json
    import sys

    from tradewind.commands import start
    from tradewind.commands.progress import bar
    from tradewind.errors import FeedError
    from tradewind.session_summary import read_session, render

    start()
    wanted = _names(symbols)
    found = _format(source_format, file, columns)
    if found.value != "itch" or columns or snapshot:
        from tradewind.book_sources import summary
        from tradewind.book_sources.columns import ColumnMap
        from tradewind.book_sources.formats import replay_file

        loaded = ColumnMap.load(columns) if columns else None
        with bar(file.name, shown=not quiet and sys.stderr.isatty()) as progress:
            other = replay_file(file, found, columns=loaded, snapshot=snapshot, progress=progress)
        books = summary.describe(other, wanted, depth=depth)
        typer.echo(json.dumps(summary.as_dict(other, books)) if json_output else summary.render(other, books))
        return
    with bar(file.name, shown=not quiet and sys.stderr.isatty()) as progress:
        try:
            session = read_session(file, progress=progress)
        except FeedError as error:
            if source_format != "auto" or error.offset:
                raise
            # Not even the first message is ITCH, and nothing else was recognised.
            hint = f"{error.args[2]}; other formats are named by --format, CSV and Parquet need --columns"
            raise FeedError(error.path, 0, hint) from None
    books = session.books_of(wanted, depth=depth)
    typer.echo(json.dumps(session.as_dict(books)) if json_output else render(session, books))


def _names(symbols: str | None) -> list[str]:
    """Return each symbol once; none = the default."""
    names = dict.fromkeys(name for symbol in (symbols or "").split(",") if (name := symbol.strip()))
    if symbols is not None and not names:
        raise typer.BadParameter(f"expected at least one symbol, found {symbols!r}", param_hint="--symbols")
    return list(names)


def _format(name: str, file: Path, columns: Path | None) -> "SourceFormat":
    """Return the format asked for, or found in the file."""
    from tradewind.book_sources.formats import SourceFormat, detect

    if name == "auto":
        return detect(file, columns=columns is not None)
    if name not in SourceFormat.__members__:
        choices = ", ".join(["auto", *SourceFormat.__members__])
        raise typer.BadParameter(f"{name!r} is none of {choices}", param_hint="--format")
    return SourceFormat[name]
