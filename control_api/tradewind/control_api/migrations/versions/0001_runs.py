"""Runs with their orders, fills, positions, equity, prices and latency.

Money and prices are NUMERIC on PostgreSQL and INTEGER units of 1e-9 on SQLite.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PRICE = sa.Numeric(20, 9).with_variant(sa.BigInteger(), "sqlite")
MONEY = sa.Numeric(38, 9).with_variant(sa.BigInteger(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _trading_runs()
    _orders()
    _fills()
    _positions()
    _series()


def downgrade() -> None:
    for table in ("latency_stages", "price_samples", "equity_samples", "positions"):
        op.drop_table(table)
    op.drop_index("ix_fills_run_id_user_ref", "fills")
    for table in ("fills", "orders", "trading_runs"):
        op.drop_table(table)


def _trading_runs() -> None:
    op.create_table(
        "trading_runs",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("run_number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("trading_mode", sa.String(16), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("intraday_date", sa.Date()),
        sa.Column("symbols", JSON, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("strategy_snapshot", JSON, nullable=False),
        sa.Column("source_name", sa.String(1024), nullable=False),
        sa.Column("source_sha256", sa.String(64), nullable=False),
        sa.Column("inputs_hash", sa.String(64), nullable=False),
        sa.Column("run_hash", sa.String(64), nullable=False),
        sa.Column("code_version", sa.String(128), nullable=False),
        sa.Column("initial_cash", MONEY, nullable=False),
        sa.Column("total_trades", sa.Integer(), nullable=False),
        sa.Column("final_return", sa.Double()),
        sa.Column("final_portfolio_value", MONEY),
        sa.Column("max_drawdown", sa.Double()),
        sa.Column("integrity", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_trading_runs"),
        sa.UniqueConstraint("run_number", name="uq_trading_runs_run_number"),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'stopping', 'completed', 'stopped', 'failed')",
            name="ck_trading_runs_status",
        ),
        sa.CheckConstraint("trading_mode IN ('daily', 'intraday')", name="ck_trading_runs_trading_mode"),
    )


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("run_id", sa.String(36), nullable=False),
        sa.Column("user_ref", sa.BigInteger(), nullable=False),
        sa.Column("parent_ref", sa.BigInteger()),
        sa.Column("symbol", sa.String(16), nullable=False),
        sa.Column("side", sa.String(4), nullable=False),
        sa.Column("order_qty", sa.BigInteger(), nullable=False),
        sa.Column("price", PRICE, nullable=False),
        sa.Column("tif", sa.String(8), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("cum_qty", sa.BigInteger(), nullable=False),
        sa.Column("leaves", sa.BigInteger(), nullable=False),
        sa.Column("reject_reason", sa.String(255)),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("run_id", "user_ref", name="pk_orders"),
        sa.CheckConstraint("side IN ('buy', 'sell')", name="ck_orders_side"),
        _run_key("orders"),
    )


def _fills() -> None:
    op.create_table(
        "fills",
        sa.Column("run_id", sa.String(36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("user_ref", sa.BigInteger(), nullable=False),
        sa.Column("match_number", sa.BigInteger(), nullable=False),
        sa.Column("symbol", sa.String(16), nullable=False),
        sa.Column("side", sa.String(4), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("price", PRICE, nullable=False),
        sa.Column("fee", MONEY, nullable=False),
        sa.Column("liquidity", sa.String(1), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "seq", name="pk_fills"),
        sa.ForeignKeyConstraint(
            ["run_id", "user_ref"],
            ["orders.run_id", "orders.user_ref"],
            name="fk_fills_run_id_user_ref_orders",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_fills_run_id_user_ref", "fills", ["run_id", "user_ref"])


def _positions() -> None:
    op.create_table(
        "positions",
        sa.Column("run_id", sa.String(36), nullable=False),
        sa.Column("action_seq", sa.Integer(), nullable=False),
        sa.Column("symbol", sa.String(16), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("average_price", PRICE, nullable=False),
        sa.Column("realised", MONEY, nullable=False),
        sa.Column("unrealised", MONEY, nullable=False),
        sa.Column("fees", MONEY, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "action_seq", name="pk_positions"),
        _run_key("positions"),
    )


def _series() -> None:
    op.create_table(
        "equity_samples",
        sa.Column("run_id", sa.String(36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("equity", MONEY, nullable=False),
        sa.Column("position_notional", MONEY, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "seq", name="pk_equity_samples"),
        _run_key("equity_samples"),
    )
    op.create_table(
        "price_samples",
        sa.Column("run_id", sa.String(36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("symbol", sa.String(16), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("bid", PRICE),
        sa.Column("ask", PRICE),
        sa.PrimaryKeyConstraint("run_id", "seq", name="pk_price_samples"),
        _run_key("price_samples"),
    )
    op.create_table(
        "latency_stages",
        sa.Column("run_id", sa.String(36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(64), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("p50", sa.BigInteger(), nullable=False),
        sa.Column("p90", sa.BigInteger(), nullable=False),
        sa.Column("p99", sa.BigInteger(), nullable=False),
        sa.Column("p999", sa.BigInteger(), nullable=False),
        sa.Column("max", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "seq", name="pk_latency_stages"),
        _run_key("latency_stages"),
    )


def _run_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["run_id"], ["trading_runs.id"], name=f"fk_{table}_run_id_trading_runs", ondelete="CASCADE"
    )
