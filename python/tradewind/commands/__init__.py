"""Sub-commands of the command line. A module here imports typer alone at its top, so that `--help` stays quick."""

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
