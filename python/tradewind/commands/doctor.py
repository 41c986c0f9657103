"""`tradewind doctor`: what this machine offers, and what each missing thing costs."""

from typing import Annotated

import typer

app = typer.Typer(add_completion=False)

COLOURS = {"ok": "green", "warn": "yellow", "missing": "red"}


@app.command()
def doctor(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object per check, in an array.")
    ] = False,
) -> None:
    """Examine this machine: what is there, what is missing, and its price."""
    import json
    from dataclasses import asdict

    from tradewind.diagnosis import Probe, examine

    checks = examine(Probe())
    if as_json:
        typer.echo(json.dumps([asdict(check) for check in checks], indent=2))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("check", "status", "found", "what it costs"):
        table.add_column(column, overflow="fold")
    for check in checks:
        # Text, not str: what was found on the machine is never read as markup.
        status = Text(check.status, style=COLOURS[check.status])
        table.add_row(Text(check.name), status, Text(check.found), Text(check.cost))
    Console().print(table)
    counts = {status: sum(check.status == status for check in checks) for status in COLOURS}
    typer.echo(", ".join(f"{count} {status}" for status, count in counts.items()))
