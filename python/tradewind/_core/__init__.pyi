"""
Tradewind's native core. Use the typed modules tradewind.book, tradewind.feed, ... instead.
"""
from __future__ import annotations
from . import base
from . import wire
from . import book
from . import feed
from . import order
from . import risk
from . import engine
from . import flow
from . import sources
from . import watch
from . import batch
__all__: list[str] = ['base', 'batch', 'book', 'engine', 'feed', 'flow', 'order', 'risk', 'sources', 'watch', 'wire']
