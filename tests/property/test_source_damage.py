"""Damaged files of every source: read, or refused with a known error; never anything else, and never a lost book."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.binance import depth, snapshot, ticker, trade, write
from support.dbn import record
from support.dbn import write as write_dbn
from tradewind.book import Side
from tradewind.book_sources.binance import BinanceDecoder
from tradewind.book_sources.columns import ColumnMap
from tradewind.book_sources.dbn import DbnDecoder
from tradewind.book_sources.lobster import LobsterDecoder
from tradewind.book_sources.session import Decoder, replay
from tradewind.book_sources.table import TableDecoder
from tradewind.errors import TradewindError

_ORDERS = {
    "book": "orders",
    "columns": {n: n for n in ("time", "symbol", "action", "side", "price", "size", "order")},
}


def _lobster(path: Path) -> Decoder:
    path.write_text("1.5,1,11,100,5853300,1\n2.5,4,11,20,5853300,1\n3,7,0,0,-1,-1\n4,3,9,5,5853200,-1\n")
    return LobsterDecoder(path)


def _binance(path: Path) -> Decoder:
    write(
        path,
        depth(10, 11, bids=[("100.5", "1")]),
        snapshot(11, [("100.5", "1")], [("100.6", "3")]),
        ticker(11, ("100.5", "1"), ("100.6", "3")),
        depth(12, 12, asks=[("100.6", "0")]),
        trade("100.5", "0.25", buyer_rests=True),
    )
    return BinanceDecoder(path)


def _dbn(path: Path) -> Decoder:
    rows = (record("A", 1, price=10, size=5), record("M", 1, price=11, size=4), record("C", 1, size=4))
    return DbnDecoder(write_dbn(path, *rows, symbols=(("ES", 7),)))


def _csv(path: Path) -> Decoder:
    path.write_text(
        "time,symbol,action,side,price,size,order\n1,X,add,B,10.5,100,1\n2,X,modify,B,10.4,50,1\n3,X,delete,,,,1\n"
    )
    return TableDecoder(path, ColumnMap.parse(json.loads(json.dumps(_ORDERS))))


@pytest.mark.parametrize("make", [_lobster, _binance, _dbn, _csv])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_with_a_known_error(
    tmp_path: Path, make: Callable[[Path], Decoder], data: st.DataObject
) -> None:
    path = tmp_path / "file"
    decoder = make(path)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        damage = data.draw(
            st.binary(max_size=4) | st.sampled_from([b"-", b",", b"\n", b"9" * 20, b'"', b"{", b"null"])
        )
        content[at : at + data.draw(st.integers(0, 6))] = damage
    path.write_bytes(content)
    try:
        session = replay(decoder)
    except TradewindError:
        return
    for symbol in session.symbols:
        for side in Side:
            levels = session[symbol].levels(side)
            assert (levels["qty"] > 0).all()
            assert len(set(levels["price"].tolist())) == len(levels)
