"""Settings from the environment, validated once at start: the only place that reads environment variables."""

import os
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tradewind.errors import SettingsError


def _default_data_dir() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "tradewind"


class CoreSettings(BaseSettings):
    """What every process needs; read from TRADEWIND_<FIELD> and handed on by constructor."""

    model_config = SettingsConfigDict(env_prefix="TRADEWIND_", frozen=True, extra="ignore")

    data_dir: Path = Field(default_factory=_default_data_dir)
    """Where the embedded database, generated data and reports live."""
    database_url: SecretStr | None = None
    """SQLAlchemy URL (it may hold a password); default: SQLite in `data_dir`."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: SecretStr | None) -> SecretStr | None:
        scheme, separator, _ = value.get_secret_value().partition("://") if value else ("sqlite", "://", "")
        if not separator or scheme.partition("+")[0] not in ("sqlite", "postgresql", "postgres"):
            raise ValueError("expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/NAME")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    def resolved_database_url(self) -> str:
        """Return the URL to open, password included: hand it to the engine, never to a log."""
        if self.database_url is None:
            return f"sqlite:///{self.data_dir / 'tradewind.db'}"
        return self.database_url.get_secret_value()


S = TypeVar("S", bound=BaseSettings)


def load(settings: type[S], **values: Any) -> S:
    """Read the settings of a process; `values` win over the environment.

    Raises SettingsError with one line per wrong field: variable, field, what was expected. Values of secret fields
    are not repeated.
    """
    try:
        return settings(**values)
    except ValidationError as error:
        prefix = settings.model_config.get("env_prefix", "")
        raise SettingsError("; ".join(_explain(settings, prefix, item) for item in error.errors())) from None


def _explain(settings: type[BaseSettings], prefix: str, item: Any) -> str:
    name = ".".join(str(part) for part in item["loc"])
    head = str(item["loc"][0]) if item["loc"] else ""
    field = settings.model_fields.get(head)
    secret = field is not None and "Secret" in str(field.annotation)
    found = "" if secret or item["type"] == "missing" else f", found {item['input']!r}"
    return (
        f"setting {prefix}{head.upper()} (field {name}): {item['msg'].removeprefix('Value error, ')}{found}"
    )
