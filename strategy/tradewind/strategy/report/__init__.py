"""The report of a run: one HTML file that needs nothing else, for people to read and to keep."""

from tradewind.metrics import Performance, performance
from tradewind.runs import RunResult
from tradewind.strategy.report import figures, sections
from tradewind.strategy.report.style import CSS, SCRIPT
from tradewind.strategy.report.text import escape

__all__ = ["render"]


def render(run: RunResult, metrics: Performance | None = None) -> str:
    """Return the whole page as text. A pure function: the same run gives the same bytes.

    `metrics` are computed from the run unless they are handed in. Everything that comes from the run is escaped.
    """
    shown = metrics or performance(run)
    body = [
        sections.header(run),
        sections.tiles(run, shown),
        figures.equity(run),
        figures.position(run),
        figures.prices(run),
        sections.positions(run),
        f'<div class="two">{sections.outcomes(run)}{sections.integrity(run)}</div>',
        sections.latency(run),
        sections.orders(run),
        sections.provenance(run),
    ]
    title = escape(f"Tradewind run {run.summary.run_id}")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{CSS}</style></head><body><main>"
        + "\n".join(body)
        + f"</main><script>{SCRIPT}</script></body></html>\n"
    )
