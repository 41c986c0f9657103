"""Put a report where somebody can open it."""

from pathlib import Path

from tradewind.errors import OutputError
from tradewind.outputs import writing
from tradewind.runs import RunResult
from tradewind.strategy.report import render


def write_report(run: RunResult, path: Path) -> None:
    """Write the report of a run; a reader never sees half of one. Raises OutputError when it cannot be written."""
    text = render(run)
    with writing(path) as file:
        file.write(text.encode())


def usual_path(data_dir: Path, run_id: str) -> Path:
    """Return where the report of a run goes unless another place is asked for; makes that folder."""
    folder = data_dir / "reports"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made: {error.strerror}") from error
    return folder / f"{run_id}.html"
