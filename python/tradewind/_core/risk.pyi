"""
Pre-trade checks; see tradewind.risk.
"""
from __future__ import annotations
import typing
__all__: list[str] = ['Checks', 'Exposures', 'KillSwitch', 'Reason']
class Reason:
    """
    Why an order may not leave.
    
    Members:
    
      ok
    
      killed
    
      bad_instrument
    
      invalid_quantity
    
      invalid_price
    
      off_tick
    
      halted
    
      max_quantity
    
      max_notional
    
      no_touch
    
      price_collar
    
      position_limit
    
      open_orders
    
      duplicate
    
      order_rate
    """
    __members__: typing.ClassVar[dict[str, Reason]]
    bad_instrument: typing.ClassVar[Reason]
    duplicate: typing.ClassVar[Reason]
    halted: typing.ClassVar[Reason]
    invalid_price: typing.ClassVar[Reason]
    invalid_quantity: typing.ClassVar[Reason]
    killed: typing.ClassVar[Reason]
    max_notional: typing.ClassVar[Reason]
    max_quantity: typing.ClassVar[Reason]
    no_touch: typing.ClassVar[Reason]
    off_tick: typing.ClassVar[Reason]
    ok: typing.ClassVar[Reason]
    open_orders: typing.ClassVar[Reason]
    order_rate: typing.ClassVar[Reason]
    position_limit: typing.ClassVar[Reason]
    price_collar: typing.ClassVar[Reason]
    @typing.overload
    def __eq__(self, other: Reason) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: Reason) -> bool:
        ...
    @typing.overload
    def __ge__(self, other: typing.Any) -> None:
        ...
    def __getstate__(self) -> int:
        ...
    @typing.overload
    def __gt__(self, other: Reason) -> bool:
        ...
    @typing.overload
    def __gt__(self, other: typing.Any) -> None:
        ...
    def __hash__(self) -> int:
        ...
    def __index__(self) -> int:
        ...
    def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __int__(self) -> int:
        ...
    @typing.overload
    def __le__(self, other: Reason) -> bool:
        ...
    @typing.overload
    def __le__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __lt__(self, other: Reason) -> bool:
        ...
    @typing.overload
    def __lt__(self, other: typing.Any) -> None:
        ...
    @typing.overload
    def __ne__(self, other: Reason) -> bool:
        ...
    @typing.overload
    def __ne__(self, other: typing.Any) -> bool:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __str__(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def value(self) -> int:
        ...
class KillSwitch:
    """
    Stops new orders; any thread may set it.
    """
    def __init__(self) -> None:
        ...
    def clear(self) -> None:
        ...
    def set(self) -> None:
        ...
    @property
    def is_set(self) -> bool:
        ...
class Exposures:
    """
    Position and worst-case open quantity per locate; one thread at a time.
    """
    def __init__(self) -> None:
        ...
    def apply(self, locate: int, side: int, open: int, filled: int, orders: int) -> None:
        ...
    def of(self, locate: int) -> tuple[int, int, int, int, bool]:
        """
        Returns (position, open_buy, open_sell, open_orders, halted).
        """
    def set_halted(self, locate: int, halted: bool) -> None:
        ...
    def set_position(self, locate: int, position: int) -> None:
        ...
class Checks:
    """
    Pre-trade checks; one thread at a time, the kill switch from any.
    """
    def __init__(self, max_quantity: int, max_notional: int, collar_bps: int, max_position: int, max_open_orders: int, max_orders: int, rate_window: int, duplicate_window: int, trade_without_touch: bool, kill: KillSwitch) -> None:
        """
        Raises ValueError naming field, value and limit.
        """
    def check_enter(self, locate: int, side: int, order_qty: int, price: int, instrument: tuple[int, int], touch: tuple[int, int, int, int], exposure: tuple[int, int, int, int, bool], now: int) -> tuple[Reason, int, int]:
        """
        Returns (reason, value, limit).
        """
    def check_replace(self, order_qty: int, price: int, working: tuple[int, int, int, int], instrument: tuple[int, int], touch: tuple[int, int, int, int], exposure: tuple[int, int, int, int, bool], now: int) -> tuple[Reason, int, int]:
        """
        Returns (reason, value, limit).
        """
    def commit_enter(self, locate: int, side: int, order_qty: int, price: int, now: int) -> None:
        ...
    def commit_replace(self, now: int) -> None:
        ...
