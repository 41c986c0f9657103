"""The result of one examination."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """`warn`: works with a price; `missing`: a feature is not there."""

    ok = "ok"
    warn = "warn"
    missing = "missing"


@dataclass(frozen=True, slots=True)
class Check:
    """What was found, and what it costs when it is not as it should be (empty when it is)."""

    name: str
    status: Status
    found: str
    cost: str = ""


def judge(name: str, good: bool, found: str, cost: str, *, otherwise: Status = Status.warn) -> Check:
    """Make a check that costs something only when it is not good."""
    return Check(name, Status.ok, found) if good else Check(name, otherwise, found, cost)
