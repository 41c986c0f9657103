"""A run: what was traded, with which inputs, by which code, and how it ended."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, Double, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tradewind.db.base import Base, Json, MoneyUnits, UtcDateTime


class TradingRun(Base):
    """One row per run; money in 1e-9 units, hashes in lower-case hexadecimal."""

    __tablename__ = "trading_runs"
    __table_args__ = (
        UniqueConstraint("run_number"),
        CheckConstraint(
            "status IN ('queued', 'running', 'stopping', 'completed', 'stopped', 'failed')", name="status"
        ),
        CheckConstraint("trading_mode IN ('daily', 'intraday')", name="trading_mode"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    run_number: Mapped[int] = mapped_column(Integer)
    """Counts from 1 in the order in which runs were stored."""
    status: Mapped[str] = mapped_column(String(16))
    trading_mode: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    intraday_date: Mapped[date | None] = mapped_column(Date)
    symbols: Mapped[list[str]] = mapped_column(Json)
    currency: Mapped[str] = mapped_column(String(3))
    strategy_snapshot: Mapped[dict[str, Any]] = mapped_column(Json)
    source_name: Mapped[str] = mapped_column(String(1024))
    source_sha256: Mapped[str] = mapped_column(String(64))
    inputs_hash: Mapped[str] = mapped_column(String(64))
    run_hash: Mapped[str] = mapped_column(String(64))
    code_version: Mapped[str] = mapped_column(String(128))
    initial_cash: Mapped[int] = mapped_column(MoneyUnits)
    total_trades: Mapped[int] = mapped_column(Integer, default=0)
    """Executions that were not broken."""
    final_return: Mapped[float | None] = mapped_column(Double)
    final_portfolio_value: Mapped[int | None] = mapped_column(MoneyUnits)
    max_drawdown: Mapped[float | None] = mapped_column(Double)
    """Largest fall as a fraction of the peak before it."""
    integrity: Mapped[dict[str, int]] = mapped_column(Json)
