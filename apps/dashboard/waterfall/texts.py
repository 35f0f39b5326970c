"""A text message's spans: handed to the carrier, brought to the phone, answered."""

from collections.abc import Iterator, Sequence

from .facts import Fact, Owner, first, last
from .span import Span

_ARRIVED = ("sms.delivered", "sms.undelivered", "sms.failed")
_ENDINGS = {"sms.undelivered": "not delivered", "sms.failed": "failed"}


def spans(facts: Sequence[Fact]) -> Iterator[Span]:
    """Spans of every text sent, and an instant for each reply."""
    about_texts = [fact for fact in facts if fact.kind.startswith("sms.") and fact.of("message")]
    for message in dict.fromkeys(fact.of("message") for fact in about_texts):
        yield from _text([fact for fact in about_texts if fact.of("message") == message], key=message)


def _text(own: Sequence[Fact], *, key: str) -> Iterator[Span]:
    if reply := first(own, "sms.received"):
        yield Span("Text", "Lead wrote back", Owner.LEAD, reply.ms, reply.ms)
        return
    sent, arrived = first(own, "sms.sent"), first(own, *_ARRIVED)
    taken = sent or arrived
    requested = last(own, "sms.requested", until_ms=taken.ms if taken else float("inf"))
    ending = _ENDINGS.get(arrived.kind, "") if arrived else ""
    if requested:
        end_ms = taken.ms if taken else None
        told = "" if sent else ending
        yield Span("Text", "Carrier took the text", Owner.CARRIER, requested.ms, end_ms, told, bool(told), key=key)
    if sent:
        end_ms = arrived.ms if arrived else None
        yield Span("Text", "On its way to the phone", Owner.CARRIER, sent.ms, end_ms, ending, bool(ending), key=key)
