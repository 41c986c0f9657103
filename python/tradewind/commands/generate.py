"""`tradewind generate`: write a synthetic ITCH 5.0 day from a seed, or one recorded instrument as a day of many."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.command()
def generate(
    file: Annotated[
        Path, typer.Argument(help="File to write; .gz or .zst compresses; - is standard output.")
    ],
    symbols: Annotated[
        int | None, typer.Option(help="Instruments of the day; default: 100, widened 2048.")
    ] = None,
    messages: Annotated[
        int | None,
        typer.Option(help="Messages of the day; default: 1000000, widened 24000000 or what the flow gives."),
    ] = None,
    live_orders: Annotated[
        int, typer.Option(help="Orders that rest when most do, about; 0: as it comes. Not with --widen.")
    ] = 0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes on every machine.")] = 1,
    widen: Annotated[
        Path | None,
        typer.Option(help="Let every instrument play the order flow of one of this ITCH file or capture."),
    ] = None,
    symbol: Annotated[
        str, typer.Option(help="Whose flow to widen; needed where the file has orders of several.")
    ] = "",
    checkpoints: Annotated[
        Path | None, typer.Option(help="Also write the true books at checkpoints to this .npz file.")
    ] = None,
    checkpoint_count: Annotated[
        int | None,
        typer.Option(
            help="How many checkpoints, evenly spaced; default: 1000 or as many as the day can have."
        ),
    ] = None,
    json_output: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of text.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
) -> None:
    """Write a day of synthetic order flow with every ITCH 5.0 message type; sizes and hash are before compression."""
    import json
    import sys
    from dataclasses import replace
    from functools import partial

    from tradewind.commands import naming_options, start
    from tradewind.commands.progress import bar
    from tradewind.flow import STANDARD_OUTPUT, GeneratedDay, GeneratorConfig, WidenConfig, WidenedDay
    from tradewind.flow import generate as write_day
    from tradewind.flow import widen as write_widened

    if widen is not None and checkpoints is not None:
        raise typer.BadParameter("a widened day has none", param_hint="--checkpoints")
    if widen is not None and live_orders:
        raise typer.BadParameter("a widened day has those of its flow", param_hint="--live-orders")
    if widen is None and symbol:
        raise typer.BadParameter("names a flow, but there is no file to --widen", param_hint="--symbol")
    if checkpoints is None and checkpoint_count is not None:
        raise typer.BadParameter(
            "there is no file for them in --checkpoints", param_hint="--checkpoint-count"
        )
    if file == Path("/dev/stdout"):
        file = STANDARD_OUTPUT  # so that the summary does not end up in the day
    start()
    given = {name: n for name, n in (("symbols", symbols), ("messages", messages)) if n is not None}
    day: GeneratedDay | WidenedDay
    with (
        naming_options(checkpoints="--checkpoint-count"),
        bar(file.name, shown=not quiet and sys.stderr.isatty()) as progress,
    ):
        if widen is not None:
            config = WidenConfig(**given, seed=seed, symbol=symbol)
            day = write_widened(widen, file, config, progress=progress)
        else:
            recipe = GeneratorConfig(**given, seed=seed, checkpoints=0, live_orders=live_orders)
            if checkpoints is not None:
                usual = min(1_000, recipe.most_checkpoints)
                recipe = replace(recipe, checkpoints=usual if checkpoint_count is None else checkpoint_count)
            day = write_day(file, recipe, checkpoints=checkpoints, progress=progress)
    echo = partial(typer.echo, err=file == STANDARD_OUTPUT)  # the day itself is there
    if json_output:
        summary = {"messages": day.messages, "bytes": day.bytes, "sha256": day.sha256, "counts": day.counts}
        if isinstance(day, WidenedDay):
            summary |= {"symbol": day.symbol, "unfit": day.unfit}
        echo(json.dumps(summary))
        return
    for kind, count in day.counts.items():
        echo(f"{kind} {count:>13,}")
    echo(f"{file}: {day.messages:,} messages, {day.bytes:,} bytes, sha256 {day.sha256}")
    if isinstance(day, WidenedDay) and day.unfit:
        echo(f"{day.symbol}: {day.unfit:,} messages that no book could take were left out")
    if isinstance(day, WidenedDay) and messages is not None and day.messages < messages:
        echo(f"{day.symbol}: the flow ended after {day.messages:,} of the {messages:,} messages asked for")
