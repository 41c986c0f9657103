"""The value of a run's account over time."""

from sqlalchemy import BigInteger, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from tradewind.db.base import Base, MoneyUnits


class EquitySample(Base):
    """`seq` counts from 1; time in ns since midnight, exchange local time."""

    __tablename__ = "equity_samples"

    run_id: Mapped[str] = mapped_column(ForeignKey("trading_runs.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    time: Mapped[int] = mapped_column(BigInteger)
    equity: Mapped[int] = mapped_column(MoneyUnits)
    position_notional: Mapped[int] = mapped_column(MoneyUnits)
