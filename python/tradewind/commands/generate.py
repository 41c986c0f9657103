"""`tradewind generate`: write a synthetic ITCH 5.0 day from a seed."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.command()
def generate(
    file: Annotated[Path, typer.Argument(help="File to write; .gz or .zst compresses.")],
    symbols: Annotated[int, typer.Option(help="Instruments of the day.")] = 100,
    messages: Annotated[int, typer.Option(help="Messages of the day, exactly.")] = 1_000_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes on every machine.")] = 1,
    checkpoints: Annotated[
        Path | None, typer.Option(help="Also write the true books at checkpoints to this .npz file.")
    ] = None,
    checkpoint_count: Annotated[int, typer.Option(help="How many checkpoints, evenly spaced.")] = 1_000,
    json_output: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of text.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
) -> None:
    """Write a day of synthetic order flow with every ITCH 5.0 message type; sizes and hash are before compression."""
    import json
    import sys

    from tradewind.commands import start
    from tradewind.commands.progress import bar
    from tradewind.flow import GeneratorConfig, generate

    start()
    config = GeneratorConfig(symbols, messages, seed, 0 if checkpoints is None else checkpoint_count)
    with bar(file.name, shown=not quiet and sys.stderr.isatty()) as progress:
        day = generate(file, config, progress=progress)
    if checkpoints is not None:
        day.checkpoints.save(checkpoints)
    if json_output:
        summary = {"messages": day.messages, "bytes": day.bytes, "sha256": day.sha256, "counts": day.counts}
        typer.echo(json.dumps(summary))
        return
    for kind, count in day.counts.items():
        typer.echo(f"{kind} {count:>13,}")
    typer.echo(f"{file}: {day.messages:,} messages, {day.bytes:,} bytes, sha256 {day.sha256}")
