"""Use case: take in one request of a source, and say what became of it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from apps.compliance import agreed
from apps.integrations.errors import NoLead, Unreadable
from apps.integrations.http import Inbound
from apps.integrations.sources.base import Submission
from apps.leads import capture
from apps.leads.capture import Captured
from apps.outreach import asking, dispatch, plan
from apps.outreach.plan import BLOCKED, FRESH, Planned
from apps.routing import decide
from apps.routing.decide import Routed

from . import awaiting, ledger, park
from .doors import Door
from .ledger import Entered, Fact, Parcel, Promises

KEPT_HEADERS = ("user-agent", "referer", "origin", "x-forwarded-for", "idempotency-key", "webhook-id")
KEY = "Idempotency-Key"
# The column has 255, and the place of a person among several comes after it.
LONGEST_KEY = 240


class Unreachable(ValueError):
    """The request is well formed, but says no way to reach the person; `fields` names what is wrong."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("no way to reach this person")
        self.fields = fields


class Conflict(ValueError):
    """The idempotency key was used before, for another body."""


class Noted(ValueError):
    """The sender is genuine, and what it says is of no new lead: it is kept, and nobody needs to look."""


class Awaiting(ValueError):
    """The sender only names who is a lead: it is kept, and each is being fetched."""


class Parked(ValueError):
    """The sender is genuine, the body is not understood: it is kept and an operator is told."""


@dataclass(frozen=True)
class Receipt:
    """The submission is safe. `is_duplicate`: it was attached to a lead that was known."""

    lead_id: UUID
    is_duplicate: bool


def submission(door: Door, request: Inbound, *, received_at: datetime, sender_ip: str = "") -> Receipt:
    """Verify, read and keep one request; of a request with several people each is kept, and the first spoken of.

    Raises `BadSignature`, `Parked`, `Noted`, `Awaiting`, `Unreachable`, `Conflict`, and Django's database errors.
    """
    door.sender.verify(request, now=received_at)
    return trusted(door, request, received_at=received_at, sender_ip=sender_ip)


def trusted(door: Door, request: Inbound, *, received_at: datetime, sender_ip: str = "") -> Receipt:
    """Read and keep a request whose sender has proved itself, by the source's signature or an API key.

    Raises as `submission` does, but for `BadSignature`. Where one of several people can't be reached, the others
    still are leads; what is raised is said of the first, and only if nobody is one.
    """
    came = parcel(door, request, received_at=received_at)
    try:
        if named := door.sender.named(request):
            awaiting.promise(door, came, named, now=received_at)
            raise Awaiting("each lead is being fetched")
        people = door.sender.read(request)
    except NoLead as none:
        ledger.set_aside(came, state="noted", problems={"body": str(none)})
        raise Noted(str(none)) from none
    except Unreadable as error:
        park.parcel(door, came, reason=str(error), now=received_at)
        raise Parked(str(error)) from error
    return _all(door, came, people, sender_ip=sender_ip)


def _all(door: Door, parcel: Parcel, people: Sequence[Submission], *, sender_ip: str) -> Receipt:
    receipts: list[Receipt] = []
    refusals: list[Unreachable | Conflict] = []
    for nth, person in enumerate(people):
        each = parcel if nth == 0 else parcel.another(nth)
        try:
            receipts.append(_one(door, each, person, sender_ip=sender_ip))
        except (Unreachable, Conflict) as refusal:
            refusals.append(refusal)
    if not receipts:
        raise refusals[0]
    return receipts[0]


def _one(door: Door, parcel: Parcel, person: Submission, *, sender_ip: str) -> Receipt:
    tenant = door.source.tenant
    captured = capture.read(person, region=tenant.region, allow_fiction=tenant.is_demo)
    if not captured.is_reachable:
        ledger.set_aside(parcel, state="unreachable", problems=captured.problems)
        raise Unreachable(captured.problems)
    if door.sender.tells_apart and person.external_id:
        parcel = parcel.of_submission(person.external_id)
    captured = captured.with_context(parcel.headers, sender_ip=sender_ip)
    entered = _enter(door, parcel, captured)
    if entered.outcome == "conflict":
        raise Conflict
    dispatch.ring(entered.rings)
    return Receipt(entered.lead_id, is_duplicate=entered.outcome in ("duplicate", "repeated"))


def _enter(door: Door, parcel: Parcel, captured: Captured) -> Entered:
    lead_id = uuid7()
    kit = door.kit
    routed = decide.for_lead(kit.rules, captured, source=door.source, zone=kit.tenant.zone, now=parcel.received_at)
    found = agreed.read(captured, beside_button=door.source.consent_text)
    steps = plan.for_lead(
        str(lead_id),
        has_phone=bool(captured.phone) and not _uncalled(door, captured),
        playbook=kit.playbook,
        connections=kit.connections,
        routed=routed,
    )
    if door.manner.is_list:
        steps = plan.unhurried(steps)
    asked = _questions(door, captured, lead_id, is_called=any(each.kind == "call" for each in steps))
    steps = [*asking.awaiting_facts(steps, asked, kit.connections), *asked]
    if found:
        steps += plan.claims(found, proof_id=str(parcel.delivery_id), connections=kit.connections)
    return ledger.enter(
        parcel,
        captured,
        lead_id=lead_id,
        window=door.source.duplicate_window,
        promises=Promises(_facts(door, parcel, captured, routed), steps, found),
    )


def _questions(door: Door, captured: Captured, lead_id: UUID, *, is_called: bool) -> list[Planned]:
    """What is asked outside. Nobody pays for what is known of a test, or checks a number that is not called."""
    if captured.is_test:
        return []
    ways = [way for way, value in (("phone", captured.phone), ("email", captured.email)) if value]
    kit = door.kit
    scrubs = asking.scrubs(str(lead_id), occasion="first", connections=kit.connections) if is_called else []
    facts = asking.enrichments(str(lead_id), ways=ways, needs=kit.rules.needs, connections=kit.connections)
    return [*scrubs, *facts]


def _facts(door: Door, parcel: Parcel, captured: Captured, routed: Routed) -> list[Fact]:
    origin = {"source": door.source.slug, "source_name": door.source.name, "delivery": str(parcel.delivery_id)}
    # A microsecond later, so that the timeline has them in the order in which they came about.
    checked_at = parcel.received_at + timedelta(microseconds=1)
    checks = {"phone": captured.problems.get("phone", "ok"), "email": captured.problems.get("email", "ok")}
    routed_at = checked_at + timedelta(microseconds=1)
    uncalled = _uncalled(door, captured)
    return [
        Fact("lead.received", parcel.received_at, origin, (FRESH, BLOCKED)),
        Fact("lead.checked", checked_at, checks | {"outcome": FRESH}, (FRESH,)),
        Fact("lead.checked", checked_at, checks | {"outcome": BLOCKED}, (BLOCKED,)),
        Fact("lead.blocked", checked_at, {"reason": "the number is on the do-not-call list"}, (BLOCKED,)),
        Fact("lead.repeated", parcel.received_at, origin, ("duplicate",), origin=str(parcel.delivery_id)),
        *([Fact("lead.not_called", checked_at, {"reason": uncalled}, (FRESH,))] if uncalled else []),
        *([Fact("lead.routed", routed_at, routed.facts(), (FRESH, BLOCKED))] if routed.version else []),
    ]


def _uncalled(door: Door, captured: Captured) -> str:
    return door.manner.uncalled or captured.why_not_called


def parcel(door: Door, request: Inbound, *, received_at: datetime) -> Parcel:
    """The request as it is kept."""
    kept = {name: value[:500] for name in KEPT_HEADERS if (value := request.header(name))}
    return Parcel(
        delivery_id=uuid7(),
        tenant_id=door.source.tenant_id,
        source_id=door.source.pk,
        received_at=received_at,
        content_type=request.header("Content-Type"),
        query=request.url.partition("?")[2],
        headers=kept,
        body=request.body,
        idempotency_key=_key(request.header(KEY)),
    )


def _key(sent: str) -> str:
    # Never cut: two keys that differ only at their end would be one.
    return sent if len(sent) <= LONGEST_KEY else hashlib.sha256(sent.encode()).hexdigest()
