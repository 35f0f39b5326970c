"""The webhook's edge. DRF parses nothing here: the bytes are kept as they came, and read by the source's own kind."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.core import clock, metrics
from apps.integrations.errors import BadSignature, Unreadable
from apps.integrations.http import Inbound

from . import answers, app_door, doors, pace, receive
from .doors import Door, NoSuchDoor

log = structlog.get_logger(__name__)

MOST_BYTES = 256 * 1024
MOST_QUERY = 4_000


class LeanView(APIView):
    """An APIView for machines: authentication is the token in the path, negotiation and throttling are our own."""

    authentication_classes = ()
    permission_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Nothing to negotiate."""


class AppHookView(LeanView):
    """`/hooks/apps/<kind>/`: the door of a platform's app, for every tenant's accounts."""

    @extend_schema(exclude=True)
    def post(self, request: Request, kind: str) -> HttpResponse:
        received_at = clock.now()
        body = _body(request._request)
        if body is None:
            return answers.error(413, "a submission has at most 256 KiB")
        try:
            count = app_door.notice(kind, inbound(request._request, body), received_at=received_at)
        except (NoSuchDoor, BadSignature):
            return answers.unknown()
        except Unreadable as error:
            log.warning("hook.unreadable", kind=kind)
            return answers.error(400, str(error))
        except (OperationalError, InterfaceError):
            connection.close()
            return answers.error(503, "try again soon", retry_after_seconds=5)
        return answers.json({"status": "awaiting", "leads": count})

    @extend_schema(exclude=True)
    def get(self, request: Request, kind: str) -> HttpResponse:
        try:
            document = app_door.sender(kind).handshake(inbound(request._request, b""))
        except NoSuchDoor:
            return answers.unknown()
        return answers.written(document) if document else answers.json({"status": "ready"})


class HookView(LeanView):
    """`/hooks/<token>/`: one source's door."""

    @extend_schema(exclude=True)
    def post(self, request: Request, token: str) -> HttpResponse:
        began = time.perf_counter()
        outcome, answer = _answer(request._request, token)
        metrics.hook_answered(outcome, time.perf_counter() - began, status=answer.status_code)
        return answer

    @extend_schema(exclude=True)
    def get(self, request: Request, token: str) -> HttpResponse:
        return _with_door(token, lambda door: answers.handshake(door, inbound(request._request, b"")))[1]

    def options(self, request: Request, token: str) -> HttpResponse:  # type: ignore[override]
        return _with_door(token, lambda door: answers.preflight(door, request._request.headers.get("Origin", "")))[1]


def _answer(request: HttpRequest, token: str) -> tuple[str, HttpResponse]:
    received_at = clock.now()
    body = _body(request)
    if body is None:
        return "too_large", answers.error(413, "a submission has at most 256 KiB")

    def take(door: Door) -> tuple[str, HttpResponse]:
        if not pace.may_enter(door.source.pk, at=time.monotonic()):
            return "too_many", answers.error(429, "too many submissions a second", retry_after_seconds=1)
        came = inbound(request, body)
        outcome, answer = _received(
            lambda: receive.submission(door, came, received_at=received_at, sender_ip=sender_ip(request)),
            browser=came if "text/html" in came.header("Accept") else None,
            door=door,
        )
        return outcome, answers.with_origin(answer, door, came.header("Origin"))

    return _with_door(token, take)


def _body(request: HttpRequest) -> bytes | None:
    """All of it, None where that is more than we take."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return None
    body = request.read(MOST_BYTES + 1)
    return body if len(body) <= MOST_BYTES else None


def _received(
    receipt: Callable[[], receive.Receipt], *, browser: Inbound | None, door: Door
) -> tuple[str, HttpResponse]:
    try:
        kept = receipt()
    except BadSignature:
        return "unknown", answers.unknown()
    except receive.Parked:
        return "parked", answers.json({"status": "parked", "lead": None, "duplicate": False})
    except receive.Awaiting:
        return "awaiting", answers.json({"status": "awaiting", "lead": None, "duplicate": False})
    except receive.Noted:
        return "noted", answers.json({"status": "noted", "lead": None, "duplicate": False})
    except receive.Unreachable as error:
        status = door.sender.unreachable_status
        return "unreachable", answers.unreachable(error.fields, for_browser=browser is not None, status=status)
    except receive.Conflict:
        return "conflict", answers.error(409, "this Idempotency-Key came with another body before")
    if browser is not None:
        return "accepted", answers.thank_you(door)
    body = {"status": "received", "lead": str(kept.lead_id), "duplicate": kept.is_duplicate}
    return "duplicate" if kept.is_duplicate else "accepted", answers.json(body)


def _with_door(token: str, use: Callable[[Door], Any]) -> tuple[str, HttpResponse]:
    """Open the door and use it; a database that went away is asked once more, for it may be back already."""
    for is_last in (False, True):
        try:
            used = use(doors.find(token, now=clock.now()))
        except NoSuchDoor:
            return "unknown", answers.unknown()
        except (OperationalError, InterfaceError) as error:
            # The same submission entered twice is one lead, so asking again is harmless.
            connection.close()
            log.warning("hook.no_database", exception=type(error).__name__)
            if is_last:
                return "no_database", answers.error(503, "try again soon", retry_after_seconds=5)
        else:
            return used if isinstance(used, tuple) else ("answered", used)
    raise AssertionError


def inbound(request: HttpRequest, body: bytes, *, base_url: str = "") -> Inbound:
    """The request as it came, under the address that the public knows."""
    headers: Mapping[str, str] = dict(request.headers)
    url = f"{base_url or settings.LEADHUB_BASE_URL}{request.get_full_path()}"
    return Inbound(request.method or "", url, headers, body, query=_query(request))


def _query(request: HttpRequest) -> list[tuple[str, str]]:
    """What stands after the question mark; more of it than any sender writes is not read."""
    with suppress(ValueError):
        return parse_qsl(request.META.get("QUERY_STRING", "")[:MOST_QUERY], max_num_fields=100)
    return []


def sender_ip(request: HttpRequest) -> str:
    """The client's address; the proxy's word is taken only where one is configured."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return (forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))[:45]
