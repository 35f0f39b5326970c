"""Use cases: what a carrier's verified request about a call of ours means, by the address that it came to."""

from collections.abc import Callable, Mapping
from datetime import datetime

from apps.calls.models import CallAttempt
from apps.integrations.http import Document, Inbound
from apps.integrations.telephony.base import Telephony

from . import news, returned

type OfAttempt = Callable[[CallAttempt, Telephony, Inbound, datetime], Document]


def _status(attempt: CallAttempt, carrier: Telephony, came: Inbound, now: datetime) -> Document:
    return news.call_status(attempt, carrier.read_call(came), now=now)


def _answered(attempt: CallAttempt, carrier: Telephony, came: Inbound, now: datetime) -> Document:
    return news.call_answered(attempt, carrier, carrier.read_call(came), now=now)


def _whisper(attempt: CallAttempt, carrier: Telephony, came: Inbound, now: datetime) -> Document:
    return news.whisper(attempt, carrier, came, now=now)


def _rep_gone(attempt: CallAttempt, carrier: Telephony, came: Inbound, now: datetime) -> Document:
    return news.rep_gone(attempt, carrier, came, now=now)


def _stream_over(attempt: CallAttempt, carrier: Telephony, came: Inbound, now: datetime) -> Document:
    return news.stream_over(attempt, carrier, now=now)


def _machine(attempt: CallAttempt, carrier: Telephony, came: Inbound, now: datetime) -> Document:
    return news.machine(attempt, carrier.read_met(came), now=now)


def _recording(attempt: CallAttempt, carrier: Telephony, came: Inbound, now: datetime) -> Document:
    return news.recorded(attempt, carrier.read_recording(came), now=now)


def _keys(attempt: CallAttempt, carrier: Telephony, came: Inbound, now: datetime) -> Document:
    return returned.pressed(attempt, carrier, carrier.read_key(came), now=now)


OF_ATTEMPTS: Mapping[str, OfAttempt] = {
    "status": _status,
    "answer": _answered,
    "whisper": _whisper,
    "rep-gone": _rep_gone,
    "stream-over": _stream_over,
    "machine": _machine,
    "recording": _recording,
    "keys": _keys,
}
