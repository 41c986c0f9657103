"""What a recorded session held, as a value and as text: counts, books, throughput, integrity."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from os import PathLike, fspath
from typing import Any

from tradewind.book import Book, Books, Side
from tradewind.feed import FeedReport

_UNITS = 1_000_000_000
_DEFAULT_BOOKS = 10

# Counters that say how much there was; all others should be zero in a clean session.
_ACTIVITY = ("events", "applied", "peak_orders")
# Harmless outside market hours, so reported apart from what was wrong.
_REMARKS = ("crossed", "locked")


@dataclass(frozen=True, slots=True)
class Session:
    """A session replayed to its end."""

    source: str
    books: Books
    report: FeedReport
    elapsed_ns: int
    """Wall time of reading, unpacking and replaying."""

    @property
    def messages(self) -> int:
        """Messages read, unknown types included."""
        return self.report.total + sum(self.report.unknown.values())

    def books_of(self, symbols: Sequence[str], *, depth: int) -> list[dict[str, Any]]:
        """Describe the books of `symbols`, or of the ten with the most volume. Raises UnknownSymbol."""
        chosen = [self.books[symbol] for symbol in symbols] if symbols else self._busiest()
        return [_describe(book, depth) for book in chosen]

    def _busiest(self) -> list[Book]:
        books = [self.books[symbol] for symbol in self.books.symbols]
        return sorted(books, key=lambda book: (-book.tape.volume, book.locate))[:_DEFAULT_BOOKS]

    def integrity(self) -> dict[str, int]:
        """Everything that was wrong or skipped, zero included."""
        counters = self.books.counters
        found = {name: n for name, n in counters.items() if name not in _ACTIVITY + _REMARKS}
        found["unknown_types"] = sum(self.report.unknown.values())
        for name in ("gaps", "missing", "duplicates", "malformed", "wrong_length"):
            found[f"moldudp64_{name}"] = self.report.mold[name]
        return found

    def as_dict(self, books: list[dict[str, Any]]) -> dict[str, Any]:
        """Return JSON values."""
        return {
            "source": self.source,
            "messages": self.messages,
            "elapsed_ns": self.elapsed_ns,
            "live_orders": self.books.live_orders,
            "live_levels": self.books.live_levels,
            "symbols": len(self.books.symbols),
            "feed": asdict(self.report),
            "counters": self.books.counters,
            "integrity": self.integrity(),
            "books": books,
        }


def read_session(
    path: str | PathLike[str],
    *,
    progress: Callable[[int, int], None] | None = None,
    clock: Callable[[], int] = time.perf_counter_ns,
) -> Session:
    """Replay a file to its end; `progress` gets bytes read and bytes in all. Raises FeedError."""
    started = clock()
    books = Books()
    report = books.read(path, progress=progress)
    return Session(fspath(path), books, report, clock() - started)


def _describe(book: Book, depth: int) -> dict[str, Any]:
    touch, tape = book.touch, book.tape
    return {
        "symbol": book.symbol,
        "bid": touch.bid,
        "bid_qty": touch.bid_qty,
        "ask": touch.ask,
        "ask_qty": touch.ask_qty,
        "last": tape.last,
        "volume": tape.volume,
        "trades": tape.trades,
        "orders": sum(int(book.levels(side)["orders"].sum()) for side in Side),
        "levels": {
            side.name: [
                {"price": int(level["price"]), "qty": int(level["qty"]), "orders": int(level["orders"])}
                for level in book.levels(side, depth)
            ]
            for side in Side
        },
    }


def render(session: Session, books: list[dict[str, Any]]) -> str:
    """Return the text that the command prints."""
    seconds = session.elapsed_ns / 1e9
    per_message = session.elapsed_ns / max(session.messages, 1)
    lines = [
        f"{session.source}: {session.messages:,} messages, {session.report.bytes:,} bytes",
        (
            f"replayed in {seconds:.2f} s: {session.messages / max(seconds, 1e-9):,.0f} messages/s, "
            f"{per_message:.0f} ns each, reading and unpacking included"
        ),
        "types: " + "  ".join(f"{letter} {count:,}" for letter, count in session.report.messages.items()),
    ]
    if session.report.packets:
        frames = "  ".join(f"{kind} {count:,}" for kind, count in session.report.frames.items())
        lines.append(f"packets: {session.report.packets:,} ({frames})")
    lines.append(
        f"at the end: {len(session.books.symbols):,} symbols, {session.books.live_orders:,} live orders on "
        f"{session.books.live_levels:,} levels, at most {session.books.counters['peak_orders']:,} orders at once"
    )
    for book in books:
        lines += ["", *_book_lines(book)]
    lines += ["", *_integrity_lines(session)]
    return "\n".join(lines)


def _book_lines(book: dict[str, Any]) -> list[str]:
    bid = f"{_money(book['bid'])} x {book['bid_qty']:,}" if book["bid_qty"] else "none"
    ask = f"{_money(book['ask'])} x {book['ask_qty']:,}" if book["ask_qty"] else "none"
    lines = [
        (
            f"{book['symbol']}: best bid {bid}, best ask {ask}, {book['orders']:,} orders, "
            f"{book['trades']:,} trades, volume {book['volume']:,}, last {_money(book['last'])}"
        )
    ]
    rows = max(len(levels) for levels in book["levels"].values())
    for i in range(rows):
        left, right = (
            f"{level['orders']:>5} {level['qty']:>9,} {_money(level['price']):>12}" if level else " " * 28
            for level in (_at(book["levels"]["buy"], i), _at(book["levels"]["sell"], i))
        )
        lines.append(f"  {left}  |  {right}")
    return lines


def _at(levels: list[dict[str, int]], i: int) -> dict[str, int] | None:
    return levels[i] if i < len(levels) else None


def _integrity_lines(session: Session) -> list[str]:
    wrong = {name: count for name, count in session.integrity().items() if count}
    remarks = {name: session.books.counters[name] for name in _REMARKS if session.books.counters[name]}
    lines = ["integrity: " + ("clean" if not wrong else "  ".join(f"{n} {c:,}" for n, c in wrong.items()))]
    if remarks:
        lines.append("books met: " + "  ".join(f"{n} {c:,} times" for n, c in remarks.items()))
    lines += [f"  {problem}" for problem in session.report.problems]
    unknown = session.report.unknown
    if unknown:
        lines.append(
            "unknown types: " + "  ".join(f"{letter!r} {count:,}" for letter, count in unknown.items())
        )
    return lines


def _money(units: int) -> str:
    text = f"{units / _UNITS:,.4f}"
    return text.removesuffix("00")
