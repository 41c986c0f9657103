"""A real CME day of market by order: no record that the book cannot take, and every touch that of a naive book."""

from itertools import chain

import numpy as np
import pytest

from support.dbn import NaiveMbo
from support.shared import shared_path
from tradewind.book import Side
from tradewind.book_sources.dbn import DbnDecoder
from tradewind.book_sources.dbn_records import F_LAST, F_SNAPSHOT, RecordReader
from tradewind.book_sources.records import UNKNOWN, Records
from tradewind.book_sources.session import SourceSession, replay
from tradewind.sources import open_source

pytest.importorskip("databento_dbn")

_FOLDER = "data/glbx_es_mbo_20231225"
_SNAPSHOT = f"{_FOLDER}/esh4-glbx-mdp3-20231224.snapshot.mbo.dbn.zst"
_DAY = f"{_FOLDER}/esh4-glbx-mdp3-20231225.mbo.dbn.zst"
_ACTIONS = {"add": 29_216, "cancel": 17_999, "modify": 12_233, "fill": 6_371, "trade": 2_973}


def _decoder() -> DbnDecoder:
    return DbnDecoder(shared_path(_DAY), snapshot=shared_path(_SNAPSHOT))


def _records(relative: str) -> Records:
    with open_source(shared_path(relative)) as source:
        reader = RecordReader(source)
        reader.head()
        return np.concatenate(list(reader.arrays()))


def test_the_snapshot_and_the_day_rebuild_without_an_error() -> None:
    session = replay(_decoder())
    assert session.records == _ACTIONS | {"add": 29_216 + 8_725}
    assert {name: count for name, count in session.integrity().items() if count} == {}
    remarks = session.remarks()
    assert remarks["messages"] == 47_023
    # Both files begin with the same 8,725 orders of the session's start, and neither with a clear.
    assert (remarks["implied_clears"], remarks["snapshot_records"]) == (2, 2 * 8_725)
    assert session.live_orders == 11_217


def test_the_book_is_crossed_only_before_the_opening_trade() -> None:
    decoder = _decoder()
    session = SourceSession(decoder)
    times, crossed, opening = [], [], []
    with open_source(decoder.path) as source:
        for batch in decoder.batches(source):
            touches = session.apply(batch)
            both = (touches["bid_qty"] > 0) & (touches["ask_qty"] > 0)
            crossed.append(both & (touches["bid"] >= touches["ask"]))
            times.append(batch.events["time"][touches["row"]])
            opening += batch.trades["time"][batch.trades["aggressor"] == UNKNOWN].tolist()
    of_crossed = np.concatenate(times)[np.concatenate(crossed)]
    # From 22:39:55 UTC orders cross in the auction before the open; one trade without an aggressor, for 44 contracts
    # at 23:00:00.106, opens the session. After the last record of every event since, the book is not crossed.
    assert len(of_crossed) == session.remarks()["crossed"] == 891
    assert len(opening) == 1
    assert 1_703_543_995_000_000_000 < of_crossed.min() < of_crossed.max() < opening[0]
    assert opening[0] == 1_703_545_200_105_900_877
    assert session.remarks()["locked"] == 0


def test_the_day_holds_its_own_snapshot() -> None:
    start, day = _records(_SNAPSHOT), _records(_DAY)
    inside = day[day["flags"] & F_SNAPSHOT != 0]
    for name in ("order", "price", "size", "side"):
        assert (inside[name] == start[name]).all()
    alone = replay(DbnDecoder(shared_path(_DAY)))
    assert alone.digest("ESH4") == replay(_decoder()).digest("ESH4")


def test_without_the_implied_clear_the_snapshot_would_be_added_twice() -> None:
    decoder = _decoder()
    session = SourceSession(decoder)
    with open_source(decoder.path) as source:
        for batch in decoder.batches(source):
            keep = batch.events["kind"] != b"c"
            session.apply(type(batch)(batch.events[keep], batch.ends[keep], batch.trades))
    assert {n: c for n, c in session.integrity().items() if c} == {"duplicate_order": 8_725}


def test_every_touch_and_queue_equal_those_of_a_naive_book() -> None:
    decoder = _decoder()
    session = SourceSession(decoder)
    naive = NaiveMbo()
    records = chain(_records(_SNAPSHOT), _records(_DAY))
    in_day = False
    checked = 0
    with open_source(decoder.path) as source:
        for batch in decoder.batches(source):
            for row in session.apply(batch):
                for record in records:
                    # The day begins with its own copy of the snapshot: the book begins anew.
                    if not in_day and record["ts_recv"] == 1_703_462_400_000_000_000:
                        in_day = True
                        naive = NaiveMbo()
                    naive.apply(record)
                    if record["flags"] & F_LAST:
                        break
                bid, bid_qty, ask, ask_qty = naive.touch()
                ours = tuple(int(row[name]) for name in ("bid", "bid_qty", "ask", "ask_qty"))
                assert ours == (bid if bid_qty else 0, bid_qty, ask if ask_qty else 0, ask_qty)
                checked += 1
    for record in records:
        naive.apply(record)
    assert checked == 47_023
    assert naive.problems == []
    book = session["ESH4"]
    levels = 0
    for side, letter in ((Side.buy, "B"), (Side.sell, "A")):
        for price in book.levels(side)["price"].tolist():
            assert book.queue(side, price).tolist() == naive.queue(letter, price)
            levels += 1
    assert levels == len(naive.levels)
    assert session.live_orders == len(naive.orders)


def test_trades_tell_their_aggressor() -> None:
    session = replay(_decoder())
    tape = session["ESH4"].tape
    trades = _records(_DAY)
    trades = trades[trades["action"] == b"T"]
    assert tape.trades == 2_973
    assert tape.volume == trades["size"].sum()
    assert tape.bought == trades["size"][trades["side"] == b"B"].sum()
    assert tape.sold == trades["size"][trades["side"] == b"A"].sum()
    assert tape.volume - tape.bought - tape.sold == trades["size"][trades["side"] == b"N"].sum() == 44
