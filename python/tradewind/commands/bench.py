"""`tradewind bench`: measure this machine's speed at the work that the core exists for, against floors and a yardstick."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.callback()
def bench() -> None:
    """Measure the core against floors and a yardstick of the same run; needs a source checkout."""


@app.command()
def book(
    itch: Annotated[Path, typer.Option("--itch", help="ITCH 5.0 file of many symbols; plain, .gz or .zst.")],
    json_output: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of a table.")
    ] = False,
    rounds: Annotated[int, typer.Option(min=1, help="Runs of each side; a median wants 5.")] = 5,
    core: Annotated[int | None, typer.Option(help="Core to run on; default: the last one there is.")] = None,
    small: Annotated[bool, typer.Option(help="Measure a small, cache-hot file too.")] = True,
    preset: Annotated[
        str, typer.Option(help="CMake preset to build and run; only bench compiles for this CPU.")
    ] = "bench",
) -> None:
    """Decode and build books from memory on one pinned core, every side once a round, and print the medians."""
    import json

    from tradewind.commands import start
    from tradewind.commands.bench_book import measure, render

    start()
    report = measure(
        itch,
        rounds=rounds,
        core=core,
        small=small,
        preset=preset,
        progress=lambda line: typer.echo(line, err=True),
    )
    typer.echo(json.dumps(report) if json_output else render(report))
