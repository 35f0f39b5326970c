"""Providers' news: verified by their signature, read to our words, and handed to the use case."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError

from apps.calls import book, bridges
from apps.calls.models import CallAttempt, Message
from apps.core import clock
from apps.integrations.errors import BadSignature, ProviderError, Unreadable
from apps.integrations.http import Document, Inbound
from apps.integrations.models import Connection
from apps.outreach import kit
from apps.tenants import access

from . import answers, dialled, news, replies, reps, returned
from .attempts import OF_ATTEMPTS
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
    for _ in range(2):
        try:
            return _answer(came, vendor, token, kind)
        except (OperationalError, InterfaceError) as error:
            # The same news twice is harmless, and most carriers tell it only once.
            connection.close()
            log.warning("callback.no_database", kind=kind, exception=type(error.__cause__ or error).__name__)
    return answers.error(503, "try again soon", retry_after_seconds=2)


def _answer(came: Inbound, vendor: str, token: str, kind: str) -> HttpResponse:
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
    except ProviderError as error:
        # They did not do what they are to do next; told again they are asked again, by the same key.
        log.error("callback.not_performed", vendor=vendor, kind=kind, remedy=type(error).__name__, reason=error.reason)
        return answers.error(503, "try again soon", retry_after_seconds=1)
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
        found = Connection.objects.select_related("tenant").filter(token=token, vendor=vendor).first()
    if found is None:
        raise NotOurs
    return found


def _inbound_call(came: Inbound, vendor: str, token: str) -> Document:
    found = _connection(token, vendor)
    carrier = found.telephony()
    carrier.verify(came)
    return carrier.perform(came, returned.take(found, carrier, carrier.read_inbound(came), now=clock.now()))


def _inbound_status(came: Inbound, vendor: str, token: str) -> Document:
    found = _connection(token, vendor)
    carrier = found.telephony()
    carrier.verify(came)
    return returned.status(found, carrier.read_call(came), now=clock.now())


def _account_calls(came: Inbound, vendor: str, token: str) -> Document:
    found = _connection(token, vendor)
    carrier = found.telephony()
    carrier.verify(came)
    for told in carrier.read_account(came):
        dialled.take(found, told, now=clock.now())
    return dialled.HEARD


def _message_status(came: Inbound, vendor: str, token: str) -> Document:
    message = _message(token, vendor)
    vendor_sms = message.connection.sms()
    vendor_sms.verify(came)
    return news.message_status(message, vendor_sms.read_status(came), now=clock.now())


def _inbound_sms(came: Inbound, vendor: str, token: str) -> Document:
    found = _connection(token, vendor)
    vendor_sms = found.sms()
    vendor_sms.verify(came)
    return vendor_sms.perform(came, replies.take(found, vendor_sms, vendor_sms.read_reply(came), now=clock.now()))


type Kind = Callable[[Inbound, str, str], Document]


def _of_attempt(kind: str) -> Kind:
    def take(came: Inbound, vendor: str, token: str) -> Document:
        attempt = _attempt(token, vendor)
        carrier = attempt.call.connection.telephony()
        carrier.verify(came)
        use = OF_ATTEMPTS.get(_news_in(carrier.meant_for(came)), OF_ATTEMPTS[kind])
        return carrier.perform(came, use(attempt, carrier, came, clock.now()))

    return take


def _news_in(address: str) -> str:
    """Which kind of news an address of ours takes: its last part."""
    return urlsplit(address).path.rstrip("/").rpartition("/")[2]


def _of_ring(use: reps.OfRing) -> Kind:
    def kind(came: Inbound, vendor: str, token: str) -> Document:
        ring = bridges.ring_by_token(token)
        if ring is None:
            raise NotOurs
        ring.bridge.connection = _of_tenant(ring.tenant_id, ring.bridge.connection_id, vendor)
        carrier = ring.bridge.connection.telephony()
        carrier.verify(came)
        return use(ring, carrier, came, clock.now())

    return kind


def _of_bridge(use: reps.OfBridge) -> Kind:
    def kind(came: Inbound, vendor: str, token: str) -> Document:
        bridge = bridges.bridge_by_token(token)
        if bridge is None:
            raise NotOurs
        bridge.connection = _of_tenant(bridge.tenant_id, bridge.connection_id, vendor)
        carrier = bridge.connection.telephony()
        carrier.verify(came)
        return use(bridge, carrier, came, clock.now())

    return kind


_KINDS: dict[str, Kind] = {
    **{kind: _of_attempt(kind) for kind in OF_ATTEMPTS},
    "message": _message_status,
    "inbound-sms": _inbound_sms,
    "inbound-call": _inbound_call,
    "inbound-status": _inbound_status,
    "calls": _account_calls,
    **{name: _of_ring(use) for name, use in reps.OF_RINGS.items()},
    **{name: _of_bridge(use) for name, use in reps.OF_BRIDGES.items()},
}
