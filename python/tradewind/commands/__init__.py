"""Sub-commands of the command line. A module here imports typer alone at its top, so that `--help` stays quick."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tradewind.settings import CoreSettings


def start() -> "CoreSettings":
    """Read the settings and configure logging: the first line of a command that does real work."""
    from tradewind.logs import configure
    from tradewind.settings import CoreSettings, load

    settings = load(CoreSettings)
    configure(settings.log_level, settings.log_format)
    return settings


@contextmanager
def naming_options(**options: str) -> Iterator[None]:
    """Name the option that gave a value out of its limits: that of the field's name unless `options` says another."""
    from tradewind.flow import LimitError

    try:
        yield
    except LimitError as error:
        option = options.get(error.field, f"--{error.field.replace('_', '-')}")
        raise LimitError(option, error.problem) from None
