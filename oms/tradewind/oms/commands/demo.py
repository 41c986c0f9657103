"""`tradewind demo`: the main job from end to end on data that it makes itself, or on a file of yours."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.command()
def demo(
    itch: Annotated[
        Path | None,
        typer.Option(help="Trade this file (ITCH, pcap; plain, .gz, .zst) instead of a generated day."),
    ] = None,
    symbols: Annotated[
        str,
        typer.Option(help="Symbols to trade, separated by commas; default: the 20 busiest at the opening."),
    ] = "",
    messages: Annotated[int, typer.Option(help="Messages of the generated day.")] = 1_000_000,
    generated_symbols: Annotated[int, typer.Option(help="Symbols of the generated day.")] = 20,
    seed: Annotated[int, typer.Option(help="Seed of the generated day.")] = 7,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
) -> None:
    """Generate or take a session, trade it, store the run, write its report."""
    import sys

    from tradewind.commands import start
    from tradewind.oms.demo import generated_day, trade

    settings = start()
    shown = not quiet and sys.stderr.isatty()
    path = itch or generated_day(
        settings.data_dir, symbols=generated_symbols, messages=messages, seed=seed, shown=shown
    )
    wanted = tuple(symbol.strip() for symbol in symbols.split(",") if symbol.strip())
    typer.echo(trade(settings, path, wanted, shown=shown))
