"""Books against the best bid and ask that the same feed tells: an outside check that costs no second source."""

import numpy as np

from tradewind.book_sources.records import Records

QUOTE = np.dtype([("update", "i8"), ("bid", "i8"), ("bid_qty", "i8"), ("ask", "i8"), ("ask_qty", "i8")])
"""Best levels as of an update number."""

_KEPT = 1 << 16
_FIELDS = ("bid", "bid_qty", "ask", "ask_qty")


class QuoteCheck:
    """Compares the touch after an update with the last quote up to that update, once a later quote has come.

    Quotes are told at every change of the touch, so the last one up to an update is the touch after it.
    """

    def __init__(self) -> None:
        self._quotes = np.zeros(0, QUOTE)
        self._touches = np.zeros(0, QUOTE)
        self._settled = -1
        self.checked = 0
        self.wrong = 0

    def add(self, quotes: Records, touches: Records) -> Records:
        """Take QUOTE[n] of the feed and QUOTE[m] of the book, both in update order; returns the touches that differ."""
        self._quotes = np.concatenate([self._quotes, quotes])
        self._touches = np.concatenate([self._touches, touches])
        if not len(self._quotes):
            self._touches = self._touches[-_KEPT:]
            return self._touches[:0]
        updates = self._quotes["update"]
        decided = self._touches["update"] < updates[-1]
        ours = self._touches[decided]
        self._touches = self._touches[~decided][-_KEPT:]
        place = np.searchsorted(updates, ours["update"], side="right") - 1
        known = place >= 0
        ours, place = ours[known], place[known]
        theirs = self._quotes[place]
        differs = np.zeros(len(ours), bool)
        for name in _FIELDS:
            differs |= ours[name] != theirs[name]
        self.checked += len(ours)
        self.wrong += int(differs.sum())
        if len(ours):
            self._settled = int(ours["update"][-1])
        # Touches still to come are newer than the last one settled.
        keep = max(int(np.searchsorted(updates, self._settled, side="right")) - 1, len(updates) - _KEPT, 0)
        self._quotes = self._quotes[keep:]
        wrong: Records = ours[differs]
        return wrong
