"""Put a report where somebody can open it."""

from pathlib import Path

from tradewind.errors import TradewindError
from tradewind.runs import RunResult
from tradewind.strategy.report import render


def write_report(run: RunResult, path: Path) -> None:
    """Write the report of a run; a reader never sees half of one. Makes missing folders.

    Raises TradewindError with the path when it cannot be written.
    """
    text = render(run)
    partial = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise TradewindError(f"cannot write the report {path}: {error.strerror}") from error
