"""Declarative base and column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from decimal import Context, Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, MetaData, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

# Names are fixed so that a migration can name what it drops on either database.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

SCALE = 9
_EXACT = Context(prec=64)  # the default context would round a NUMERIC(38, 9) to 28 digits


class Units(TypeDecorator[int]):
    """Price or money: an int of 1e-9 units in Python.

    PostgreSQL stores NUMERIC(precision, 9) in whole currency. SQLite has no exact decimal, so it stores the units in
    an INTEGER: 64 bits, and a value beyond 9.2 thousand million of the currency is refused, never rounded. Order,
    comparison and sum are exact on both.
    """

    impl = BigInteger
    cache_ok = True

    def __init__(self, precision: int) -> None:
        super().__init__()
        self.precision = precision

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(self.precision, SCALE))

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | Decimal | None:
        if value is None or dialect.name == "sqlite":
            return value
        return Decimal(value).scaleb(-SCALE, context=_EXACT)

    def process_result_value(self, value: int | Decimal | None, dialect: Dialect) -> int | None:
        if value is None or dialect.name == "sqlite":
            return None if value is None else int(value)
        return int(Decimal(value).scaleb(SCALE, context=_EXACT))


class UnsignedBigInteger(TypeDecorator[int]):
    """An unsigned 64-bit key, such as a match number: stored in two's complement, to be compared for equality only."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        if value is None or 0 <= value < 1 << 63:
            return value
        if not 0 <= value < 1 << 64:
            raise ValueError(f"expected an unsigned 64-bit integer, got {value}")
        return value - (1 << 64)

    def process_result_value(self, value: int | None, dialect: Dialect) -> int | None:
        return value if value is None or value >= 0 else value + (1 << 64)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored and returned in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"expected a datetime with a time zone, got {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


PriceUnits = Units(20)
MoneyUnits = Units(38)
Json = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """Base of every model of the project; one metadata, one migration history."""

    metadata = MetaData(naming_convention=NAMING)
