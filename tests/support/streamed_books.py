"""Books of a day that comes in through a pipe, in a process of their own, so that its memory is the books'.

Run as `streamed_books.py SYMBOLS MESSAGES CHECKPOINTS OUT.npy` with the ITCH stream on standard input. Saves the digest
of every symbol at the messages where the generator takes its checkpoints, uint64[checkpoints + 1, symbols]; the last
row is the end. Prints one JSON object: live orders when most rest and at the end, resident bytes at that peak, at most
after it and at most at all.
"""

import json
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tradewind._core import engine
from tradewind.sources import open_source

_SHORTEST = 14
"""Bytes of the shortest message with its length."""


class StreamedBooks:
    """Feeds a market, stops at exact message numbers, and watches the memory on the way."""

    def __init__(self, replay: engine.MarketReplay, market: engine.Market) -> None:
        self._replay = replay
        self._market = market
        self.peak_orders = self.rss_at_peak = self.rss_after_peak = 0

    @property
    def messages(self) -> int:
        """Messages so far."""
        return sum(self._replay.report()["messages"].values())

    def push(self, chunk: memoryview, until: int) -> memoryview:
        """Push what comes before and with message number `until`; return the rest of the chunk."""
        while chunk and (missing := until - self.messages) > 0:
            # In so many bytes at most `missing` messages can end, counting one that began before them.
            step = max(1, (missing - 1) * _SHORTEST)
            self._replay.push(chunk[:step])
            chunk = chunk[step:]
        return chunk

    def watch(self) -> None:
        """Note live orders and memory."""
        rss = resident("VmRSS")
        if self._market.live_orders > self.peak_orders:
            self.peak_orders = self._market.live_orders
            self.rss_at_peak = self.rss_after_peak = rss
        self.rss_after_peak = max(self.rss_after_peak, rss)


def resident(name: str) -> int:
    """Bytes that the system counts for this process: VmRSS now, VmHWM at most so far."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(f"/proc/self/status has no {name}")


def main(symbols: int, messages: int, checkpoints: int, out: str) -> None:
    """Read the stream to its end."""
    digests: npt.NDArray[np.uint64] = np.full((checkpoints + 1, symbols), 1, dtype=np.uint64)
    due = [i * messages // (checkpoints + 1) for i in range(1, checkpoints + 1)] + [messages]
    market = engine.Market(1 << 22)
    taken = 0
    with open_source("-") as source:
        replay = engine.MarketReplay(market, source.kind)
        books = StreamedBooks(replay, market)
        for chunk in source.chunks():
            rest = chunk
            while rest:
                rest = books.push(rest, due[taken])
                source.check(replay)
                if books.messages == due[taken]:
                    digests[taken] = [market.digest(locate) for locate in range(1, symbols + 1)]
                    taken += 1
            books.watch()
        replay.finish()
        source.check(replay)
    np.save(out, digests[:taken])
    result = {
        "messages": books.messages,
        "peak_orders": books.peak_orders,
        "end_orders": market.live_orders,
        "rss_at_peak": books.rss_at_peak,
        "rss_after_peak": books.rss_after_peak,
        "rss": resident("VmHWM"),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
