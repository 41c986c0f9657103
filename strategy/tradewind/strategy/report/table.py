"""Tables of the page. A cell is text and is escaped; `Html` is a cell that was made here."""

from collections.abc import Sequence
from dataclasses import dataclass

from tradewind.strategy.report.text import count, escape


@dataclass(frozen=True, slots=True)
class Html:
    """Markup that is already safe."""

    text: str


Cell = str | Html


@dataclass(frozen=True, slots=True)
class Column:
    """Heading, and whether the cells are numbers (right-aligned)."""

    title: str
    number: bool = False
    wrap: bool = False


def table(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], caption: str) -> str:
    """Return a table; `caption` says what it shows, to readers and to screen readers."""
    styles = [" ".join(name for name in ("num" * c.number, "wrap" * c.wrap) if name) for c in columns]
    classes = [f' class="{style}"' if style else "" for style in styles]
    head = "".join(
        f'<th scope="col"{c}>{escape(column.title)}</th>' for column, c in zip(columns, classes, strict=True)
    )
    body = "".join(
        "<tr>" + "".join(f"<td{c}>{_cell(cell)}</td>" for cell, c in zip(row, classes, strict=True)) + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(cell: Cell) -> str:
    return cell.text if isinstance(cell, Html) else escape(cell)


def rest(shown: int, total: int, what: str) -> str:
    """Say how many of a list are shown; the empty text when all are."""
    return (
        f"The first {count(shown)} of {count(total)} {what}; {count(total - shown)} more are stored."
        if shown < total
        else ""
    )


def signed(text: str, units: int) -> Html:
    """Mark a loss."""
    return Html(f'<span class="loss">{escape(text)}</span>' if units < 0 else escape(text))
