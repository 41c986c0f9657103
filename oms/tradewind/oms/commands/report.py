"""`tradewind report`: write the report of a stored run."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.command()
def report(
    run: Annotated[str, typer.Argument(help="Id of a run, the beginning of one, or latest.")],
    out: Annotated[
        Path | None, typer.Option(help="File to write; default: DATA_DIR/reports/<id>.html.")
    ] = None,
) -> None:
    """Write the report of a stored run, one self-contained HTML file."""
    from tradewind.commands import start
    from tradewind.db.migrate import database
    from tradewind.oms.report_file import usual_path, write_report
    from tradewind.oms.repositories import RunRepository

    settings = start()
    with database(settings.resolved_database_url()) as sessions, sessions() as session:
        result = RunRepository(session).load(run)
    path = out or usual_path(settings.data_dir, result.summary.run_id)
    write_report(result, path)
    typer.echo(f"report: {path}")
