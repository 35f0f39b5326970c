"""Providers' news: verified by their signature, read to our words, and handed to the use case."""

from collections.abc import Callable
from urllib.parse import parse_qsl

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError

from apps.calls import book
from apps.calls.models import CallAttempt, Message
from apps.core import clock
from apps.integrations.errors import BadSignature, Unreadable
from apps.integrations.http import Document, Inbound
from apps.integrations.models import Connection
from apps.outreach import kit
from apps.tenants import access

from . import answers, news, replies
from .views import MOST_BYTES, inbound

log = structlog.get_logger(__name__)


class NotOurs(LookupError):
    """The token belongs to nothing of this vendor's."""


@csrf_exempt
def receive(request: HttpRequest, vendor: str, token: str, kind: str) -> HttpResponse:
    """`/callbacks/<vendor>/<token>/<kind>/`."""
    came = _came(request)
    if kind not in _KINDS:
        return answers.unknown()
    try:
        document = _KINDS[kind](came, vendor, token)
    except (NotOurs, BadSignature):
        return answers.unknown()
    except ValidationError as error:
        # The connection's settings no longer fit; pydantic's own text would repeat their values.
        log.error("callback.settings", vendor=vendor, count=error.error_count())
        return answers.error(503, "not ready", retry_after_seconds=60)
    except Unreadable as error:
        log.warning("callback.unreadable", vendor=vendor, reason=str(error))
        return answers.error(400, "not understood")
    except (OperationalError, InterfaceError):
        connection.close()
        return answers.error(503, "try again soon", retry_after_seconds=2)
    return HttpResponse(document.body, content_type=document.content_type, status=document.status)


def _came(request: HttpRequest) -> Inbound:
    body = request.read(MOST_BYTES)
    came = inbound(request, body, base_url=settings.LEADHUB_CALLBACK_URL)
    form = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    is_form = came.header("Content-Type").startswith("application/x-www-form-urlencoded")
    return Inbound(came.method, came.url, came.headers, body, form=form if is_form else ())


def _attempt(token: str, vendor: str) -> CallAttempt:
    found = book.by_token(token)
    if found is None:
        raise NotOurs
    found.call.connection = _of_tenant(found.tenant_id, found.call.connection_id, vendor)
    return found


def _of_tenant(tenant_id: int, connection_id: int, vendor: str) -> Connection:
    """The connection as it was two seconds ago at most; one that is switched off still hears its calls' news."""
    connection = kit.of(tenant_id, now=clock.now()).connection(connection_id)
    if connection is None:
        with access.as_tenant(tenant_id):
            connection = Connection.objects.for_tenant(tenant_id).get(pk=connection_id)
    if connection.vendor != vendor:
        raise NotOurs
    return connection


def _message(token: str, vendor: str) -> Message:
    found = book.message_by_token(token)
    if found is None:
        raise NotOurs
    found.connection = _of_tenant(found.tenant_id, found.connection_id, vendor)
    return found


def _connection(token: str, vendor: str) -> Connection:
    with access.as_platform():
        # Switched off or not: a STOP that comes by it is a STOP.
        found = Connection.objects.filter(token=token, vendor=vendor).first()
    if found is None:
        raise NotOurs
    return found


def _status(came: Inbound, vendor: str, token: str) -> Document:
    attempt = _attempt(token, vendor)
    carrier = attempt.call.connection.telephony()
    carrier.verify(came)
    return news.call_status(attempt, carrier.read_call(came), now=clock.now())


def _answered(came: Inbound, vendor: str, token: str) -> Document:
    attempt = _attempt(token, vendor)
    carrier = attempt.call.connection.telephony()
    carrier.verify(came)
    return news.call_answered(attempt, carrier, carrier.read_call(came), now=clock.now())


def _whisper(came: Inbound, vendor: str, token: str) -> Document:
    attempt = _attempt(token, vendor)
    carrier = attempt.call.connection.telephony()
    carrier.verify(came)
    return news.whisper(attempt, carrier)


def _stream_over(came: Inbound, vendor: str, token: str) -> Document:
    attempt = _attempt(token, vendor)
    carrier = attempt.call.connection.telephony()
    carrier.verify(came)
    return news.stream_over(attempt, carrier, now=clock.now())


def _rep_gone(came: Inbound, vendor: str, token: str) -> Document:
    attempt = _attempt(token, vendor)
    carrier = attempt.call.connection.telephony()
    carrier.verify(came)
    return news.rep_gone(attempt, carrier, came, now=clock.now())


def _machine(came: Inbound, vendor: str, token: str) -> Document:
    attempt = _attempt(token, vendor)
    carrier = attempt.call.connection.telephony()
    carrier.verify(came)
    return news.machine(attempt, carrier.read_met(came), now=clock.now())


def _message_status(came: Inbound, vendor: str, token: str) -> Document:
    message = _message(token, vendor)
    vendor_sms = message.connection.sms()
    vendor_sms.verify(came)
    return news.message_status(message, vendor_sms.read_status(came), now=clock.now())


def _inbound_sms(came: Inbound, vendor: str, token: str) -> Document:
    found = _connection(token, vendor)
    vendor_sms = found.sms()
    vendor_sms.verify(came)
    return replies.take(found, vendor_sms, vendor_sms.read_reply(came), now=clock.now())


_KINDS: dict[str, Callable[[Inbound, str, str], Document]] = {
    "status": _status,
    "answer": _answered,
    "whisper": _whisper,
    "rep-gone": _rep_gone,
    "stream-over": _stream_over,
    "machine": _machine,
    "message": _message_status,
    "inbound-sms": _inbound_sms,
}
