"""Measure packages of the Python index that decode ITCH or keep order books, where they are installed.

Usage: benchmarks/book/peers.py --itch FILE [--runs 5]

FILE is a small ITCH file; of its instruments the one with the most orders is taken, at most 200,000 messages. Each
peer gets what it takes as its native input, prepared before the clock starts; the books that they end with are compared
with ours. A line a peer: nanoseconds a message (median, least to most). They are measured by their own calls from Python,
one object or one record a message; what they do beside (matching, latency models) is theirs to say.
"""

import argparse
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tradewind.book import Book, Books, Side
from tradewind.commands.bench_book import messages_of, plain_file

LIMIT = 200_000
CENT = 10_000_000
"""Of price units; NASDAQ equities trade in cents."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one resting order."""

    kind: str
    """add, less, gone"""
    time: int
    ref: int
    side: Side
    cents: int
    left: int
    traded: int


def changes_of(file: Path) -> tuple[list[Change], Book]:
    """Return the order flow of the busiest instrument that quotes in cents, and its book at the end."""
    messages = messages_of(file, LIMIT)
    counts = Counter(int.from_bytes(m[1:3], "big") for m in messages if m[:1] in b"AF")
    locate = counts.most_common(1)[0][0]
    books = Books()
    changes: list[Change] = []
    for message in messages:
        update = books.apply(message)
        if update.locate != locate or update.applied.name != "ok":
            continue
        side, cents = Side(int(update.side)), update.price // CENT
        if update.kind in "AF":
            changes.append(Change("add", update.time, update.ref, side, cents, update.qty, 0))
        elif update.kind == "U":
            changes.append(Change("gone", update.time, update.ref, side, cents, 0, 0))
            cents = update.new_price // CENT
            changes.append(Change("add", update.time, update.new_ref, side, cents, update.new_qty, 0))
        else:
            traded = update.qty if update.kind in "EC" else 0
            kind = "less" if update.remaining else "gone"
            changes.append(Change(kind, update.time, update.ref, side, cents, update.remaining, traded))
    symbol = next(name for name, number in books.symbols.items() if number == locate)
    return changes, books[symbol]


def report(name: str, messages: int, runs: int, prepare: Callable[[], Callable[[], object]]) -> None:
    """Time `runs` fresh runs after one that is not counted."""
    times = []
    for _ in range(runs + 1):
        run = prepare()
        begin = time.perf_counter_ns()
        run()
        times.append((time.perf_counter_ns() - begin) / messages)
    times = times[1:]
    print(f"{name:44} {statistics.median(times):8.1f} ns ({min(times):.1f} to {max(times):.1f}, {runs} runs)")


def itchcpp(file: Path, _changes: list[Change], _book: Book, runs: int) -> None:
    """Decode the file to one object a message."""
    from itchcpp import MessageParser

    def drain() -> int:
        with open(file, "rb") as stream:
            return sum(1 for _ in MessageParser().parse_file(stream))

    report("itchcpp: a message, decoded", drain(), runs, lambda: drain)


def nautilus_trader(_file: Path, changes: list[Change], book: Book, runs: int) -> None:
    """Apply one delta object a change to an L3 book."""
    from nautilus_trader.model.book import OrderBook
    from nautilus_trader.model.data import BookOrder, OrderBookDelta
    from nautilus_trader.model.enums import BookAction, BookType, OrderSide
    from nautilus_trader.model.identifiers import InstrumentId
    from nautilus_trader.model.objects import Price, Quantity

    instrument = InstrumentId.from_str("PEER.XNAS")
    actions = {"add": BookAction.ADD, "less": BookAction.UPDATE, "gone": BookAction.DELETE}
    sides = {Side.buy: OrderSide.BUY, Side.sell: OrderSide.SELL}
    deltas = []
    for sequence, c in enumerate(changes):
        order = BookOrder(sides[c.side], Price(c.cents / 100, 2), Quantity.from_int(c.left), c.ref)
        deltas.append(OrderBookDelta(instrument, actions[c.kind], order, 0, sequence, c.time, c.time))
    last: list[Any] = []

    def prepare() -> Callable[[], None]:
        peer = OrderBook(instrument, BookType.L3_MBO)
        last[:] = [peer]

        def run() -> None:
            apply = peer.apply_delta
            for delta in deltas:
                apply(delta)

        return run

    report("nautilus_trader: a change, L3 book", len(changes), runs, prepare)
    bid, ask = last[0].best_bid_price(), last[0].best_ask_price()
    compare("nautilus_trader", round(float(bid) * 100), round(float(ask) * 100), book)


def hftbacktest(_file: Path, changes: list[Change], book: Book, runs: int) -> None:
    """Feed a change a record through the back-test's L3 depth."""
    import hftbacktest as peer
    import numpy as np
    from hftbacktest.types import event_dtype
    from numba import njit

    kinds = {"add": peer.ADD_ORDER_EVENT, "less": peer.MODIFY_ORDER_EVENT, "gone": peer.CANCEL_ORDER_EVENT}
    records = np.zeros(len(changes), event_dtype)
    for record, c in zip(records, changes, strict=True):
        side = peer.BUY_EVENT if c.side is Side.buy else peer.SELL_EVENT
        record["ev"] = peer.EXCH_EVENT | peer.LOCAL_EVENT | kinds[c.kind] | side
        record["exch_ts"] = record["local_ts"] = c.time
        record["px"], record["qty"], record["order_id"] = c.cents / 100, c.left, c.ref

    @njit  # type: ignore[untyped-decorator]
    def drain(back_test: Any) -> Any:
        bid = ask = 0
        while back_test.wait_next_feed(False, 3_600_000_000_000) != 1:
            bid, ask = back_test.depth(0).best_bid_tick, back_test.depth(0).best_ask_tick
        return bid, ask

    prices = [c.cents / 100 for c in changes]
    last: list[tuple[int, int]] = []

    def prepare() -> Callable[[], None]:
        asset = peer.BacktestAsset().data(records).linear_asset(1.0).constant_order_latency(0, 0)
        asset = asset.no_partial_fill_exchange().trading_value_fee_model(0.0, 0.0).l3_fifo_queue_model()
        asset = asset.tick_size(0.01).lot_size(1.0).roi_lb(max(0.0, min(prices) - 1)).roi_ub(max(prices) + 1)
        back_test = peer.ROIVectorMarketDepthBacktest([asset])
        return lambda: last.append(drain(back_test))

    report("hftbacktest: a change, L3 depth in a back-test", len(changes), runs, prepare)
    compare("hftbacktest", *last[-1], book)


def compare(name: str, bid: int, ask: int, book: Book) -> None:
    """Say where a peer's touch at the end is not ours."""
    ours = (book.touch.bid // CENT, book.touch.ask // CENT)
    if (bid, ask) != ours:
        print(f"{name}: ends with best prices of {bid} and {ask} cents, ours are {ours[0]} and {ours[1]}")


PEERS = (itchcpp, nautilus_trader, hftbacktest)


def main() -> None:
    """Measure each peer that can be imported."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--itch", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, plain_file(arguments.itch, Path(folder)) as plain:
        changes, book = changes_of(plain)
        print(f"{book.symbol}: {len(changes):,} changes of resting orders")
        for peer in PEERS:
            try:
                peer(plain, changes, book, arguments.runs)
            except ModuleNotFoundError as error:
                print(f"{peer.__name__}: not installed ({error.name})")


if __name__ == "__main__":
    main()
