"""What a source session held, as JSON values and as text."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from tradewind.book import Side
from tradewind.book_sources.session import SourceBook, SourceSession

_UNITS = 1_000_000_000
_DEFAULT_BOOKS = 10


def describe(session: SourceSession, symbols: Sequence[str], *, depth: int) -> list[dict[str, Any]]:
    """Describe the books of `symbols`, or of the ten with the most volume. Raises UnknownSymbol."""
    chosen = [session[symbol] for symbol in symbols or session.symbols]
    if not symbols:
        chosen = sorted(chosen, key=lambda book: (-book.tape.volume, book.instrument))[:_DEFAULT_BOOKS]
    return [_describe(book, depth) for book in chosen]


def as_dict(session: SourceSession, books: list[dict[str, Any]]) -> dict[str, Any]:
    """Return JSON values."""
    return {
        "source": session.decoder.path,
        "messages": sum(session.records.values()),
        "elapsed_ns": session.elapsed_ns,
        "live_orders": session.live_orders,
        "live_levels": session.live_levels,
        "symbols": len(session.symbols),
        "lot_decimals": session.decoder.lot_decimals,
        "records": session.records,
        "counters": session.counters,
        "integrity": session.integrity(),
        "remarks": session.remarks(),
        "problems": session.decoder.problems,
        "books": books,
    }


def render(session: SourceSession, books: list[dict[str, Any]]) -> str:
    """Return the text that the command prints."""
    seconds = session.elapsed_ns / 1e9
    records = sum(session.records.values())
    wrong = {name: count for name, count in session.integrity().items() if count}
    remarks = {name: count for name, count in session.remarks().items() if count}
    orders = f"{session.live_orders:,} live orders on " if session.has_orders else ""
    lines = [
        f"{session.decoder.path}: {records:,} records",
        f"replayed in {seconds:.2f} s: {records / max(seconds, 1e-9):,.0f} records/s, reading and unpacking included",
        "records: " + _counts(session.records),
        f"at the end: {len(session.symbols):,} symbols, {orders}{session.live_levels:,} levels",
    ]
    for book in books:
        lines += [
            "",
            *_book_lines(book, orders=session.has_orders, lot_decimals=session.decoder.lot_decimals),
        ]
    lines += ["", "integrity: " + (_counts(wrong) if wrong else "clean")]
    lines += [f"  {problem}" for problem in session.decoder.problems]
    if remarks:
        lines.append("remarks: " + _counts(remarks))
    return "\n".join(lines)


def _counts(counts: dict[str, int]) -> str:
    return "  ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in counts.items())


def _describe(book: SourceBook, depth: int) -> dict[str, Any]:
    touch, tape = book.touch, book.tape
    return {
        "symbol": book.symbol,
        "stale": book.stale,
        "bid": touch.bid,
        "bid_qty": touch.bid_qty,
        "ask": touch.ask,
        "ask_qty": touch.ask_qty,
        "last": tape.last,
        "volume": tape.volume,
        "bought": tape.bought,
        "sold": tape.sold,
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


def _book_lines(book: dict[str, Any], *, orders: bool, lot_decimals: int) -> list[str]:
    def size(lots: int) -> str:
        return _decimal(lots, lot_decimals)

    def level(found: dict[str, int]) -> str:
        counted = f"{found['orders']:>5} " if orders else ""
        return f"{counted}{size(found['qty']):>15} {_money(found['price']):>12}"

    bid = f"{_money(book['bid'])} x {size(book['bid_qty'])}" if book["bid_qty"] else "none"
    ask = f"{_money(book['ask'])} x {size(book['ask_qty'])}" if book["ask_qty"] else "none"
    counted = f"{book['orders']:,} orders, " if orders else ""
    stale = " (stale: the feed has lost something)" if book["stale"] else ""
    lines = [
        (
            f"{book['symbol']}: best bid {bid}, best ask {ask}, {counted}{book['trades']:,} trades, "
            f"volume {size(book['volume'])}, last {_money(book['last'])}{stale}"
        )
    ]
    bids, asks = ([level(found) for found in book["levels"][side.name]] for side in Side)
    for left, right in zip_longest(bids, asks, fillvalue=""):
        lines.append(f"  {left:>34}  |  {right}".rstrip())
    return lines


def _money(units: int) -> str:
    return _decimal(units, 9, least=2)


def _decimal(units: int, places: int, *, least: int = 0) -> str:
    """Write units of 10 ** -`places` exactly, without spare zeros beyond `least` places."""
    sign = "-" if units < 0 else ""
    whole, rest = divmod(abs(units), 10**places)
    digits = f"{rest:0{places}d}".rstrip("0").ljust(least, "0") if places else ""
    return f"{sign}{whole:,}" + (f".{digits}" if digits else "")
