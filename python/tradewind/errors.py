"""One exception family: whatever a user can cause ends in one clear line on the command line, never in a traceback."""


class TradewindError(Exception):
    """Base of every error that Tradewind raises on purpose; the text says what, where, and what was expected."""


class SettingsError(TradewindError):
    """A setting is missing or wrong; the text names the variable, the field and the limit."""


class MissingExtraError(TradewindError):
    """A feature needs an optional dependency set that is not installed."""

    def __init__(self, extra: str, purpose: str) -> None:
        super().__init__(f"{purpose} needs the extra '{extra}': pip install 'tradewind[{extra}]'")
        self.extra = extra


class DatabaseError(TradewindError):
    """The database cannot be opened, reached or migrated."""


class RunNotFoundError(TradewindError):
    """No stored run, or more than one, answers to the given name."""


class FeedError(TradewindError):
    """A file or capture cannot be read on; the text names the file, the byte and what was expected there."""

    def __init__(self, path: str, offset: int, problem: str) -> None:
        super().__init__(path, offset, problem)
        self.path = path
        self.offset = offset
        """Byte in the (decompressed) input."""

    def __str__(self) -> str:
        return f"{self.args[0]}: {self.args[2]}"


class OutputError(TradewindError):
    """A file cannot be written; the text names it and why."""


class WireError(TradewindError):
    """Bytes that are no message of the protocol, or values that no message can carry."""
