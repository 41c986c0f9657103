"""
Values that the order books report.
"""
from __future__ import annotations
import typing
__all__: list[str] = ['Applied', 'Touch', 'Update']
class Touch:
    """
    Best price (1e-9) and size (lots) of both sides; a size of 0 = side empty.
    """
    __hash__: typing.ClassVar[None] = None
    def __eq__(self, arg0: Touch) -> bool:
        ...
    def __repr__(self) -> str:
        ...
    @property
    def ask(self) -> int:
        ...
    @property
    def ask_qty(self) -> int:
        ...
    @property
    def bid(self) -> int:
        ...
    @property
    def bid_qty(self) -> int:
        ...
class Applied:
    """
    How a book took a message.
    
    Members:
    
      ok
    
      ignored
    
      unknown_order
    
      duplicate_order
    
      bad_side
    
      bad_price
    
      bad_quantity
    
      zero_quantity
    
      over_decrement
    
      wrong_locate
    
      pool_exhausted
    """
    __members__: typing.ClassVar[dict[str, Applied]]
    bad_price: typing.ClassVar[Applied]
    bad_quantity: typing.ClassVar[Applied]
    bad_side: typing.ClassVar[Applied]
    duplicate_order: typing.ClassVar[Applied]
    ignored: typing.ClassVar[Applied]
    ok: typing.ClassVar[Applied]
    over_decrement: typing.ClassVar[Applied]
    pool_exhausted: typing.ClassVar[Applied]
    unknown_order: typing.ClassVar[Applied]
    wrong_locate: typing.ClassVar[Applied]
    zero_quantity: typing.ClassVar[Applied]
    @typing.overload
    def __eq__(self, other: Applied) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    def __getstate__(self) -> int:
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
    def __ne__(self, other: Applied) -> bool:
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
class Update:
    """
    What one message did. Prices in 1e-9, quantities in lots, time in ns since midnight.
    """
    @property
    def applied(self) -> Applied:
        ...
    @property
    def crossed(self) -> bool:
        ...
    @property
    def kind(self) -> str:
        ...
    @property
    def locate(self) -> int:
        ...
    @property
    def match(self) -> int:
        ...
    @property
    def new_price(self) -> int:
        ...
    @property
    def new_qty(self) -> int:
        ...
    @property
    def new_ref(self) -> int:
        ...
    @property
    def price(self) -> int:
        ...
    @property
    def qty(self) -> int:
        ...
    @property
    def ref(self) -> int:
        ...
    @property
    def remaining(self) -> int:
        ...
    @property
    def side(self) -> int:
        ...
    @property
    def time(self) -> int:
        ...
    @property
    def touch_changed(self) -> bool:
        ...
    @property
    def trade_price(self) -> int:
        ...
