"""The checks of numbers that a tenant has asked for: without an answer that is still good nobody is contacted."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from apps.core import plugins
from apps.integrations import catalog
from apps.integrations.models import Family
from apps.integrations.scrub.base import Check
from apps.integrations.scrub.base import Scrub as Service

from .facts import Facts, Scrub
from .verdict import Reason

UNCHECKED = "unchecked"
# Whoever checks is asked once more meanwhile, and an answer lets the contact go at once.
LOOK_AGAIN = timedelta(minutes=5)


def broken(facts: Facts) -> Iterator[Reason]:
    """What speaks against the number, and what was not answered: that may end by itself."""
    for each in facts.scrubs:
        if each.good_until is None or each.good_until <= facts.at:
            yield Reason(UNCHECKED, _missing(each), facts.at + LOOK_AGAIN)
        elif each.is_against:
            yield Reason(f"scrub_{each.kind}", f"the number is {each.says}, says “{each.source}”")


def _missing(scrub: Scrub) -> str:
    """An unanswered question is answered with no."""
    when = "has not answered yet" if scrub.good_until is None else "has not answered lately"
    return f"“{scrub.source}” is to check the number for {_title(scrub.kind)} and {when}"


def _title(kind: str) -> str:
    return Check(kind).sought if kind in Check else "all that it knows"


def made_of(rows: Sequence[Sequence[object]] | None) -> tuple[Scrub, ...]:
    """What `COLUMN` says: a fact for every check of every connection that is switched on, answered or not."""
    return tuple(scrub for vendor, name, told in rows or () for scrub in _of(str(vendor), str(name), told))


def _of(vendor: str, name: str, told: object) -> Iterator[Scrub]:
    said = {each.kind: each for each in _answers(name, told)}
    for kind in sorted({*_checks(vendor), *said}):
        yield said.get(kind) or Scrub(name, kind)


def _answers(name: str, told: object) -> Iterator[Scrub]:
    if isinstance(told, Iterable):
        for kind, is_against, says, checked_at, good_until in told:
            at, until = datetime.fromisoformat(checked_at), datetime.fromisoformat(good_until)
            yield Scrub(name, kind, is_against, says, at, until)


def _checks(vendor: str) -> frozenset[str]:
    """Of a vendor that this program does not know (any more) nothing is known, and so it is not answered."""
    try:
        service: type[Service] = catalog.vendor_class(Family.SCRUB, vendor)
    except plugins.NoSuchPlugin:
        return frozenset({"unknown"})
    return frozenset(service.checks)


# For a statement in which the lead is `l`. A connection whose credentials are refused is asked for as well.
COLUMN = """
    (SELECT json_agg(json_build_array(c.vendor, c.name,
        (SELECT json_agg(json_build_array(a.kind, a.is_against, a.says, a.checked_at, a.good_until))
         FROM compliance_scrubanswer a
         WHERE a.tenant_id = c.tenant_id AND a.connection_id = c.id AND a.phone = l.phone)) ORDER BY c.id)
     FROM integrations_connection c
     WHERE c.tenant_id = l.tenant_id AND c.family = 'scrub' AND c.is_active)"""
