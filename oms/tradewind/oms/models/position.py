"""What a run held in a symbol."""

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from tradewind.db.base import Base, MoneyUnits, PriceUnits


class Position(Base):
    """An append-only record: `action_seq` counts from 1 in a run; a finished run states each symbol once."""

    __tablename__ = "positions"

    run_id: Mapped[str] = mapped_column(ForeignKey("trading_runs.id", ondelete="CASCADE"), primary_key=True)
    action_seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    symbol: Mapped[str] = mapped_column(String(16))
    qty: Mapped[int] = mapped_column(BigInteger)
    average_price: Mapped[int] = mapped_column(PriceUnits)
    realised: Mapped[int] = mapped_column(MoneyUnits)
    unrealised: Mapped[int] = mapped_column(MoneyUnits)
    fees: Mapped[int] = mapped_column(MoneyUnits)
