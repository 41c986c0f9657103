"""Lines of a Binance capture."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Levels = Sequence[tuple[str, str]]


def depth(
    first: int,
    last: int,
    *,
    previous: int | None = None,
    bids: Levels = (),
    asks: Levels = (),
    symbol: str = "BTCUSDT",
    stream: str = "depth@100ms",
) -> dict[str, Any]:
    """Return a depth difference; `previous` is pu and makes it one of futures."""
    data: dict[str, Any] = {"e": "depthUpdate", "E": 1, "s": symbol, "U": first, "u": last}
    if previous is not None:
        data["pu"] = previous
    data |= {"b": [list(level) for level in bids], "a": [list(level) for level in asks]}
    return {"stream": f"{symbol.lower()}@{stream}", "data": data}


def ticker(
    update: int, bid: tuple[str, str], ask: tuple[str, str], *, symbol: str = "BTCUSDT"
) -> dict[str, Any]:
    """Return a spot bookTicker."""
    data = {"u": update, "s": symbol, "b": bid[0], "B": bid[1], "a": ask[0], "A": ask[1]}
    return {"stream": f"{symbol.lower()}@bookTicker", "data": data}


def trade(
    price: str, size: str, *, buyer_rests: bool, symbol: str = "BTCUSDT", **more: Any
) -> dict[str, Any]:
    """Return a trade."""
    data = {"e": "trade", "E": 1, "s": symbol, "t": 1, "p": price, "q": size, "T": 1, "m": buyer_rests} | more
    return {"stream": f"{symbol.lower()}@trade", "data": data}


def snapshot(last: int, bids: Levels, asks: Levels) -> dict[str, Any]:
    """Return a REST depth answer."""
    return {
        "lastUpdateId": last,
        "bids": [list(level) for level in bids],
        "asks": [list(level) for level in asks],
    }


def write(path: Path, *messages: Mapping[str, Any] | str) -> Path:
    """Write a capture, one message a line, received one microsecond after the other; text is a line as it is."""
    time = 1_723_161_253_000_000_000
    lines = [
        message
        if isinstance(message, str)
        else f"{time + 1000 * i} {json.dumps(message, separators=(',', ':'))}"
        for i, message in enumerate(messages)
    ]
    path.write_text("".join(f"{line}\n" for line in lines))
    return path
