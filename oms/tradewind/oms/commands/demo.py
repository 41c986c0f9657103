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
    messages: Annotated[
        int | None, typer.Option(help="Messages of the generated day; default: 1000000.")
    ] = None,
    generated_symbols: Annotated[
        int | None, typer.Option(help="Symbols of the generated day; default: 20.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the generated day; default: 7.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
) -> None:
    """Generate or take a session, trade it, store the run, write its report."""
    import sys

    from tradewind.commands import naming_options, start
    from tradewind.oms.demo import generated_day, trade

    recipe = {"--messages": messages, "--generated-symbols": generated_symbols, "--seed": seed}
    for option, value in recipe.items():
        if itch is not None and value is not None:
            raise typer.BadParameter("is for a generated day, not for the file of --itch", param_hint=option)
    settings = start()
    shown = not quiet and sys.stderr.isatty()
    if itch is None:
        with naming_options(symbols="--generated-symbols"):
            itch = generated_day(
                settings.data_dir,
                symbols=20 if generated_symbols is None else generated_symbols,
                messages=1_000_000 if messages is None else messages,
                seed=7 if seed is None else seed,
                shown=shown,
            )
    wanted = tuple(symbol.strip() for symbol in symbols.split(",") if symbol.strip())
    typer.echo(trade(settings, itch, wanted, shown=shown))
