"""An order of a run, as it ended."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tradewind.db.base import Base, PriceUnits


class Order(Base):
    """Quantities in lots, price in 1e-9 units, times in ns since midnight, exchange local time."""

    __tablename__ = "orders"
    __table_args__ = (CheckConstraint("side IN ('buy', 'sell')", name="side"),)

    run_id: Mapped[str] = mapped_column(ForeignKey("trading_runs.id", ondelete="CASCADE"), primary_key=True)
    user_ref: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    parent_ref: Mapped[int | None] = mapped_column(BigInteger)
    """The order that this one replaced."""
    symbol: Mapped[str] = mapped_column(String(16))
    side: Mapped[str] = mapped_column(String(4))
    order_qty: Mapped[int] = mapped_column(BigInteger)
    price: Mapped[int] = mapped_column(PriceUnits)
    tif: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(16))
    cum_qty: Mapped[int] = mapped_column(BigInteger)
    leaves: Mapped[int] = mapped_column(BigInteger)
    reject_reason: Mapped[str | None] = mapped_column(String(255))
    entered_at: Mapped[int] = mapped_column(BigInteger)
    done_at: Mapped[int | None] = mapped_column(BigInteger)
