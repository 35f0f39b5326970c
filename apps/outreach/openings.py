"""When we may reach a number, as plans and trials ask it; the gate decides anew at the dial instant."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from apps.calls.models import Walls
from apps.compliance import gate, grounds, library, listed, stated
from apps.compliance.closed import Closed
from apps.compliance.facts import Facts
from apps.compliance.geography import Place
from apps.compliance.models import ConsentProof
from apps.compliance.rules.rows import Consent
from apps.compliance.verdict import Channel, Verdict
from apps.compliance.windows import Hours
from apps.core import phones
from apps.leads.models import Lead
from apps.tenants.models import Tenant

from .cadence import ladder
from .cadence.history import Lawful, NeverLawful, Opening, always


@dataclass(frozen=True)
class Openings:
    """When a number may be reached, and by which channel not at all while the other is open."""

    lawful: Lawful = always
    closed: frozenset[ladder.Channel] = frozenset()


@dataclass(frozen=True)
class Person:
    """Who is to be reached, and what they have told us; `answers` may state where they live.

    `asked_now`: they have just come in, by a source whose leads ask to be called now.
    """

    phone: str
    answers: Mapping[str, str] = field(default_factory=dict)
    consent: Consent = Consent.INQUIRY
    asked_now: bool = False


def person(lead: Lead) -> Person:
    """A lead that is kept, with the consent that the gate will find; in the caller's view."""
    return Person(lead.phone, lead.answers, ConsentProof.objects.level_of(lead))


def of_lead(lead: Lead, tenant: Tenant, *, now: datetime) -> Openings:
    """The instants at which the lead may be reached, as the gate sees it now; in the caller's view.

    By a call, or by a text if calls alone are closed.
    """
    facts, pack = _facts(person(lead), tenant, now=now), library.current()
    closed = frozenset({ladder.Channel(facts.closes)} if facts.listed and facts.closes is not Closed.ALL else ())
    facts = replace(facts, channel=Channel.SMS) if ladder.Channel.CALL in closed else facts

    def opening(at: datetime) -> Opening:
        verdict = gate.decide(replace(facts, at=at), pack)
        if verdict.is_allowed:
            return Opening(at)
        if verdict.next_at is None:
            raise NeverLawful(verdict.says)
        return Opening(verdict.next_at, verdict.says)

    return Openings(opening, closed)


def hours_in_force(*, asked_now: bool = False) -> Hours | None:
    """The law's hours for calls, None where no rules are loaded; `asked_now` is the source's switch."""
    pack = library.current()
    return Hours(pack, Channel.CALL, asked_now) if pack else None


def by_hours(phone: str, tenant: Tenant, hours: Hours | None, *, answers: Mapping[str, str], at: datetime) -> Lawful:
    """The instants at which the hours where the person lives let us call one whom we have called `at`; pure.

    Lists and caps are left out: what they say today they need not have said then.
    """
    facts = Facts(at, Channel.CALL, phone, tenant.region, frozenset(), stated=stated.read(answers))
    places = _places(facts, hours) if hours else []

    def opening(wanted: datetime) -> Opening:
        found = hours.next_allowed(wanted, places) if hours and places else None
        if found is None:
            raise NeverLawful("nobody can tell when this number may be called")
        return Opening(found, "" if found == wanted else "outside the hours there")

    return opening


def _places(facts: Facts, hours: Hours) -> list[Place]:
    """Where the person may be; none if any of these places is not known well enough."""
    found = grounds.of(phones.read(facts.phone, region=facts.region, allow_fiction=True), facts, hours)
    return [] if found.unknown else [ground.place for ground in found.known]


def at(asked: Person, tenant: Tenant, *, now: datetime) -> Verdict:
    """What the gate would say of a call at that instant; nothing is kept. In the caller's view."""
    return gate.decide(_facts(asked, tenant, now=now), library.current())


def _facts(asked: Person, tenant: Tenant, *, now: datetime) -> Facts:
    listing = listed.check(tenant.pk, asked.phone, now=now)
    allowed = Walls.objects.for_tenant(tenant).values_list("countries", flat=True).first()
    return Facts(
        at=now,
        channel=Channel.CALL,
        phone=asked.phone,
        region=tenant.region,
        countries=frozenset(allowed or {tenant.region}),
        stated=stated.read(asked.answers),
        listed=listing.origin,
        closes=listing.closes,
        listed_by_platform=listing.is_barred,
        registries=tuple(registry.facts() for registry in listing.asked),
        consent=asked.consent,
        asked_now=asked.asked_now,
    )
