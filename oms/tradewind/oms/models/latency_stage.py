"""Latency percentiles of a run, by stage."""

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from tradewind.db.base import Base


class LatencyStage(Base):
    """Nanoseconds; `seq` is the place of the stage on the path, from 1."""

    __tablename__ = "latency_stages"

    run_id: Mapped[str] = mapped_column(ForeignKey("trading_runs.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    stage: Mapped[str] = mapped_column(String(64))
    count: Mapped[int] = mapped_column(BigInteger)
    p50: Mapped[int] = mapped_column(BigInteger)
    p90: Mapped[int] = mapped_column(BigInteger)
    p99: Mapped[int] = mapped_column(BigInteger)
    p999: Mapped[int] = mapped_column(BigInteger)
    max: Mapped[int] = mapped_column(BigInteger)
