"""Structured logs: one JSON object a line, a fixed set of fields, never a person's name, number or words."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from structlog.typing import EventDict, Processor, WrappedLogger

# A list of what may be said, not of what may not: a forgotten field is dropped, not leaked.
SPEAKABLE = frozenset(
    [
        "event",
        "level",
        "logger",
        "timestamp",
        "correlation_id",
        "tenant_id",
        "lead_id",
        "step_id",
        "kind",
        "attempt",
        "fence",
        "queue",
        "vendor",
        "code",
        "reason",
        "source_id",
        "delivery_id",
        "call_id",
        "message_id",
        "connection_id",
        "count",
        "ms",
        "status",
        "method",
        "route",
        "worker",
        "exception",
        "pid",
        "state",
        "seconds",
        "url_name",
    ]
)
_DIGITS = re.compile(r"\+?\d[\d ().-]{7,}\d")
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")


def keep_speakable(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Drop every field that is not on the list, and blank what looks like a number or an address in the text."""
    return {key: _blank(value) for key, value in event.items() if key in SPEAKABLE or key.startswith("_")}


def _blank(value: Any) -> Any:
    if not isinstance(value, str) or _IS_ID.fullmatch(value):
        return value
    return _ADDRESS.sub("•@•", _DIGITS.sub("•", value))


_IS_ID = re.compile(r"[0-9a-f-]{36}|\d{4}-\d\d-\d\dT[\d:.]+Z|[0-9a-f]{32}")
_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]
structlog.configure(
    processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _SHARED,
            "processors": [
                keep_speakable,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "rq": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        # A line for each sentence that is heard or said.
        "httpx": {"level": "WARNING"},
    },
}


class CorrelationMiddleware:
    """Gives each request an id that all of its log lines carry."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with structlog.contextvars.bound_contextvars(correlation_id=uuid.uuid4().hex):
            return self.get_response(request)
