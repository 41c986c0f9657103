"""Logging is configured here and nowhere else: structlog and the standard library together, to standard error."""

import logging
import sys
from typing import Literal, TextIO

import structlog
from structlog.typing import Processor


class _StderrHandler(logging.StreamHandler[TextIO]):
    """Looks sys.stderr up at each record, so that a redirection after `configure` is honoured."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr


def configure(
    level: Literal["debug", "info", "warning", "error"], log_format: Literal["text", "json"]
) -> None:
    """Send every record at or above `level` to standard error, one line each. Call once per process; repeatable.

    Libraries are heard from warnings up, and in full at `debug`.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if log_format == "json"
        else [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = _StderrHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [other for other in root.handlers if not isinstance(other, _StderrHandler)] + [handler]
    root.setLevel(level.upper() if level in ("debug", "error") else "WARNING")
    logging.getLogger("tradewind").setLevel(level.upper())
