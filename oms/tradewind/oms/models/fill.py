"""An execution of an order."""

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from tradewind.db.base import Base, MoneyUnits, PriceUnits, UnsignedBigInteger


class Fill(Base):
    """`seq` counts from 1 in the order of execution; time in ns since midnight, exchange local time."""

    __tablename__ = "fills"
    __table_args__ = (
        ForeignKeyConstraint(
            ["run_id", "user_ref"], ["orders.run_id", "orders.user_ref"], ondelete="CASCADE"
        ),
        Index(None, "run_id", "user_ref"),
    )

    run_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    user_ref: Mapped[int] = mapped_column(BigInteger)
    match_number: Mapped[int] = mapped_column(UnsignedBigInteger)
    symbol: Mapped[str] = mapped_column(String(16))
    side: Mapped[str] = mapped_column(String(4))
    qty: Mapped[int] = mapped_column(BigInteger)
    price: Mapped[int] = mapped_column(PriceUnits)
    fee: Mapped[int] = mapped_column(MoneyUnits)
    liquidity: Mapped[str] = mapped_column(String(1))
    state: Mapped[str] = mapped_column(String(16))
    time: Mapped[int] = mapped_column(BigInteger)
