"""Logs: structlog over the standard library, one line an event, no secret in any of them."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

import structlog

HIDDEN = "[hidden]"
QUIET = ("livekit", "httpx", "httpcore", "asyncio", "uvicorn.access", "alembic", "aiosqlite", "google", "PIL", "numba")
# libraries that say too much below a warning


class HideSecrets(logging.Filter):
    """Takes every known secret out of a line, its arguments and its traceback before anybody formats it further."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__()
        self._secrets = sorted({secret for secret in secrets if len(secret) >= 4}, key=len, reverse=True)

    def hide(self, text: str) -> str:
        """The text without any secret."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text


class _Formatter(structlog.stdlib.ProcessorFormatter):
    def __init__(self, hide: HideSecrets, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._hide = hide

    def format(self, record: logging.LogRecord) -> str:
        return self._hide.hide(super().format(record))


class LineHandler(logging.StreamHandler[TextIO]):
    """Writes lines; what stands in the line already can be ended before."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self.begin: Callable[[], None] = _nothing

    def emit(self, record: logging.LogRecord) -> None:
        """See logging.Handler."""
        self.begin()
        super().emit(record)


def _nothing() -> None:
    """Nothing stands in the line."""


@contextmanager
def before_each_line(begin: Callable[[], None]) -> Iterator[None]:
    """Call `begin` before each line of the log."""
    handlers = [handler for handler in logging.getLogger().handlers if isinstance(handler, LineHandler)]
    for handler in handlers:
        handler.begin = begin
    try:
        yield
    finally:
        for handler in handlers:
            handler.begin = _nothing


def configure_logs(level: str, *, as_json: bool, secrets: Sequence[str]) -> None:
    """Send every log line of the process to standard error, in colour for people or as JSON for machines."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    exceptions: list[Any] = [structlog.processors.format_exc_info] if as_json else []
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = LineHandler(sys.stderr)
    handler.setFormatter(
        _Formatter(
            HideSecrets(secrets),
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *exceptions, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.raiseExceptions = False
    # else Python prints a line that could not be written with its raw arguments, past the filter
    logging.captureWarnings(True)
    warnings.simplefilter("ignore", DeprecationWarning)
