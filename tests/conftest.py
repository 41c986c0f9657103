"""Settings of every test run. Examples are never judged by their time; an automated run draws the same ones each time."""

import os

from hypothesis import settings

# A PostgreSQL that starts when a test asks for it; the two hooks are pytest's.
from support.postgres import postgres_server, postgres_url, pytest_configure_node, pytest_unconfigure

__all__ = ["postgres_server", "postgres_url", "pytest_configure_node", "pytest_unconfigure"]

settings.register_profile("tradewind", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "tradewind")
