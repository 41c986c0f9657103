"""One instrument's depth differences and snapshots, kept in step by the exchange's documented rules."""

from collections import deque
from dataclasses import dataclass, field
from enum import Enum

_HELD = 4096  # differences kept for a snapshot that is still to come

Level = tuple[str, str]
"""Price and size, as text."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole book as of update `last`."""

    last: int
    bids: list[Level]
    asks: list[Level]


@dataclass(frozen=True, slots=True)
class Difference:
    """Levels that changed in the updates `first` to `last`."""

    first: int
    """U."""
    last: int
    """u."""
    previous: int | None
    """pu: futures only; None = spot."""
    bids: list[Level]
    asks: list[Level]

    def follows(self, update: int) -> bool:
        """Tell whether nothing is missing between `update` and this."""
        return self.previous == update if self.previous is not None else self.first <= update + 1

    def is_in(self, snapshot: Snapshot) -> bool:
        """Tell whether the snapshot has all of this in it already."""
        return self.last < snapshot.last if self.previous is not None else self.last <= snapshot.last

    def bridges(self, snapshot: Snapshot) -> bool:
        """Tell whether this may be the first difference applied to the snapshot.

        Documented: the snapshot's number, in spot the one after it, lies in this. In futures a difference whose pu is
        the snapshot's number continues it just as surely.
        """
        if self.previous is None:
            return self.first <= snapshot.last + 1 <= self.last
        return self.first <= snapshot.last <= self.last or self.previous == snapshot.last


class Step(Enum):
    """What a difference or a snapshot means for the book."""

    apply = "apply"
    """Apply the difference."""
    gap = "gap"
    """Something is missing before it: the book is stale. Apply the difference all the same."""
    repeated = "repeated"
    """Nothing in it is new: leave it out."""
    sync = "sync"
    """Clear the book, apply `Depth.base` and then each of `Depth.replay`: from here it is whole."""
    wait = "wait"
    """A snapshot is kept until a difference reaches it."""
    too_old = "too_old"
    """A snapshot that the differences at hand cannot continue: left out."""
    spare = "spare"
    """A snapshot while the book is whole: left out."""


@dataclass(slots=True)
class Depth:
    """Where one instrument stands."""

    update: int | None = None
    """Number of the last update seen."""
    whole: bool = False
    """Built on a snapshot, and nothing lost since."""
    base: Snapshot | None = None
    """The snapshot last applied, or the one that waits."""
    replay: list[Difference] = field(default_factory=list)
    _held: deque[Difference] = field(default_factory=lambda: deque(maxlen=_HELD))
    _waiting: bool = False

    def difference(self, new: Difference) -> list[Step]:
        """Take a difference; returns one step, or two where a snapshot that waits can now be applied."""
        if self.update is not None and new.last <= self.update:
            return [Step.repeated]
        step = Step.apply if self.update is None or new.follows(self.update) else Step.gap
        self.update = new.last
        if step is Step.gap:
            self.whole = False
            self._held.clear()
        if self.whole:
            return [step]
        self._held.append(new)
        if not self._waiting:
            return [step]
        synced = self._sync()
        return [step] if synced is Step.wait else [step, synced]

    def snapshot(self, new: Snapshot) -> Step:
        """Take a snapshot."""
        if self.whole:
            return Step.spare
        self.base = new
        self._waiting = True
        return self._sync()

    @property
    def waiting(self) -> bool:
        """A snapshot is kept that no difference has reached."""
        return self._waiting

    def _sync(self) -> Step:
        assert self.base is not None
        while self._held and self._held[0].is_in(self.base):
            self._held.popleft()
        if not self._held:
            return Step.wait
        self._waiting = False
        if not self._held[0].bridges(self.base):
            return Step.too_old
        self.replay = list(self._held)
        self._held.clear()
        self.whole = True
        return Step.sync
