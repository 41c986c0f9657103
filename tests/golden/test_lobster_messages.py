"""LOBSTER's message file against LOBSTER's own top-of-book file, and against the ITCH file derived from it."""

import numpy as np

from support.lobster import FOLDER, State, assert_follows_truth
from support.shared import shared_path
from tradewind.book import Books
from tradewind.book_sources.lobster import LobsterDecoder, Untimed
from tradewind.book_sources.session import SourceSession, replay
from tradewind.sources import open_source

_MESSAGES = f"{FOLDER}/AAPL_2012-06-21_34200000_37800000_message_50.csv.zst"
_ITCH = f"{FOLDER}/AAPL_2012-06-21_1h_from_lobster.itch50.zst"


def test_every_top_of_book_state_follows_the_ground_truth() -> None:
    decoder = LobsterDecoder(shared_path(_MESSAGES))
    session = SourceSession(decoder)
    states: list[State] = []
    with open_source(decoder.path) as source:
        for batch in decoder.batches(source):
            # The book after every event, those of orders that rest before the window included.
            every = type(batch)(batch.events, np.ones(len(batch.events), bool), batch.trades)
            for row in session.apply(every):
                bid, bid_qty, ask, ask_qty = (int(row[name]) for name in ("bid", "bid_qty", "ask", "ask_qty"))
                state = (ask // 100_000, ask_qty, bid // 100_000, bid_qty)
                if bid_qty and ask_qty and (not states or states[-1] != state):
                    states.append(state)
    assert_follows_truth(states)


def test_the_message_file_and_the_itch_file_end_in_the_same_books() -> None:
    session = replay(LobsterDecoder(shared_path(_MESSAGES)))
    itch = Books.from_file(shared_path(_ITCH))["AAPL"]
    book = session["AAPL"]
    assert session.digest("AAPL") == itch.digest
    assert (session.live_orders, session.live_levels) == (380, 224)
    assert (book.touch.bid, book.touch.bid_qty) == (585_690_000_000, 10)
    assert (book.touch.ask, book.touch.ask_qty) == (585_950_000_000, 100)
    assert (book.tape.last, book.tape.volume, book.tape.trades) == (
        itch.tape.last,
        itch.tape.volume,
        itch.tape.trades,
    )


def test_the_hour_is_clean_and_has_the_rows_of_its_readme() -> None:
    session = replay(LobsterDecoder(shared_path(_MESSAGES)))
    expected = {"add": 44_256, "reduce": 469, "delete": 41_004, "execute": 4_067, "hidden trade": 2_201}
    assert session.records == expected
    assert {name: n for name, n in session.integrity().items() if n} == {}
    assert session.remarks()["inferred_orders"] == 80


def test_orders_from_before_the_window_are_unknown_where_they_are_not_inferred() -> None:
    session = replay(LobsterDecoder(shared_path(_MESSAGES), untimed=Untimed.count))
    assert {name: n for name, n in session.integrity().items() if n} == {"unknown_order": 84}
    assert session.live_orders == 380
