"""Repositories: the only place with queries. Each works in the session that it is given and never commits."""

from tradewind.oms.repositories.runs import RunRepository

__all__ = ["RunRepository"]
