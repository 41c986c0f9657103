"""Tables of what is stored of a run. Importing this package registers all of them in `tradewind.db.base.Base`.

A model declares no relationship: its repository joins by key, so nothing is loaded behind anybody's back.
"""

from tradewind.oms.models.equity_sample import EquitySample
from tradewind.oms.models.fill import Fill
from tradewind.oms.models.latency_stage import LatencyStage
from tradewind.oms.models.order import Order
from tradewind.oms.models.position import Position
from tradewind.oms.models.price_sample import PriceSample
from tradewind.oms.models.trading_run import TradingRun

__all__ = ["EquitySample", "Fill", "LatencyStage", "Order", "Position", "PriceSample", "TradingRun"]
