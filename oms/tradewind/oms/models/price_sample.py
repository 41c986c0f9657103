"""The market that a run saw, thinned: what the report draws behind the fills."""

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from tradewind.db.base import Base, PriceUnits


class PriceSample(Base):
    """Best bid and ask, null when that side was empty; time in ns since midnight, exchange local time."""

    __tablename__ = "price_samples"

    run_id: Mapped[str] = mapped_column(ForeignKey("trading_runs.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    symbol: Mapped[str] = mapped_column(String(16))
    time: Mapped[int] = mapped_column(BigInteger)
    bid: Mapped[int | None] = mapped_column(PriceUnits)
    ask: Mapped[int | None] = mapped_column(PriceUnits)
