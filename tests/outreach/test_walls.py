"""Who floods a form with costly numbers gets three calls a prefix, and never more than the budget; others go on."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import orjson
import pytest
from pytest_django.fixtures import Settings

from apps.calls import book, prices, walls
from apps.calls.models import CallAttempt, Clearance, Dial, Walls
from apps.calls.nearest import Chosen
from apps.calls.reading import Contact
from apps.compliance.verdict import Channel
from apps.core import clock
from apps.core.queues import URGENT
from apps.integrations import catalog
from apps.integrations.telephony.base import CallNews, CallStatus
from apps.leads.models import Event, Lead, Source
from apps.outreach import claim, execute, kit, progress, release
from apps.outreach.ledger import call_intent
from apps.outreach.ledger.call_intent import Intent
from apps.outreach.models import Step
from apps.outreach.permit import Permit, ask
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.integrations.telephony.test_twilio import call

from .conftest import OURS, Office, Watched

US_CALL = prices.of_call("+12147482000").most_micros
OLD = timedelta(days=30)


class Carrier(Watched):
    """Takes every call, each by an id of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._ids = count(1)

    def next_line(self) -> Any:
        body = orjson.dumps(call(f"CA{next(self._ids):032}"))
        return lambda handler: handler.answer(201, body, {"Content-Type": "application/json"})


@pytest.fixture
def office(office: Office, settings: Settings) -> Iterator[Office]:
    """A real tenant, a month old, with a carrier that takes every call and a messenger."""
    Tenant.objects.filter(pk=office.tenant.pk).update(is_demo=False, created_at=clock.now() - OLD)
    with Carrier() as carrier:
        settings.LEADHUB_TRUSTED_ORIGINS = [carrier.url]
        catalog.http.cache_clear()
        office.peer = carrier
        office.connect("telephony")
        office.connect_slack()
        yield office


def number(nth: int, prefix: str = "+1214748") -> str:
    return f"{prefix}{2000 + nth}"


def raise_walls(office: Office, **limits: int) -> None:
    with access.as_tenant(office.tenant.pk):
        Walls.objects.create(tenant=office.tenant, **limits)


def calls(office: Office, *phones: str) -> list[Step]:
    return [office.promise("call", office.lead(phone)) for phone in phones]


def source_now(office: Office) -> Source:
    with access.as_tenant(office.tenant.pk):
        return Source.objects.get(pk=office.source.pk)


def dials(office: Office, state: str = "reserved") -> list[Dial]:
    with access.as_tenant(office.tenant.pk):
        return list(Dial.objects.filter(state=state).order_by("pk"))


def alerts(office: Office, about: str) -> list[Step]:
    return [each for each in office.all(Step, kind="alert") if each.params["about"] == about]


def permitted(step: Step) -> Permit:
    """The gate's leave, as a worker gets it; another may have asked at the same time."""
    permit = ask(step, Contact(Channel.CALL, clock.now(), step_id=step.pk))
    assert isinstance(permit, Permit)
    return permit


def intend(office: Office, step: Step) -> None:
    """From claim to intent, as a worker does it."""
    call_intent.enter(Intent(step, permitted(step), office.connections["telephony"], Chosen(OURS)), now=clock.now())


def test_the_fourth_number_of_a_prefix_is_held_and_the_timeline_says_why(office: Office) -> None:
    *three, fourth = calls(office, *(number(nth) for nth in range(4)))

    assert [office.carry_out(step).state for step in three] == ["waiting"] * 3
    held = office.carry_out(fourth)

    assert (held.state, held.error_code) == ("held", "prefix_velocity")
    [blocked] = office.all(Event, kind="gate.blocked")
    assert "3 new numbers that begin like this one" in blocked.facts["says"]
    assert office.timeline("step.held") == ["step.held"]


def test_a_person_lets_exactly_one_step_through(office: Office) -> None:
    steps = calls(office, *(number(nth) for nth in range(5)))
    *_, one, other = [office.carry_out(step) for step in steps]
    assert (one.state, other.state) == ("held", "held")

    with access.as_tenant(office.tenant.pk):
        assert release.steps(office.tenant.pk, [one.pk], by="dana@acme.example", now=clock.now()) == 1

    assert office.carry_out(one).state == "waiting"
    assert office.now(other).state == "held"
    with access.as_tenant(office.tenant.pk):
        assert [each.cleared_by for each in Clearance.objects.all()] == ["dana@acme.example"]


def test_what_is_dialled_again_is_no_new_number(office: Office) -> None:
    steps = calls(office, *(number(nth) for nth in range(3)))
    for step in steps:
        office.carry_out(step)
    with access.as_tenant(office.tenant.pk):
        for each in Dial.objects.all():
            progress_of(office, each, CallStatus.NO_ANSWER, None)
        lead = Lead.objects.get(phone=number(0))
    again = office.promise("call", lead)

    assert not permitted(office.claim(again)).room.velocities


def progress_of(office: Office, dial: Dial, status: CallStatus, talk_seconds: int | None) -> None:
    """The carrier's last word on the dial's call."""
    attempt = CallAttempt.objects.select_related("call__connection", "call__lead").get(call__step_id=dial.step_id)
    news = CallNews(attempt.provider_id, status, talk_seconds=talk_seconds)
    progress.of_call(attempt, news, now=clock.now())


@pytest.mark.parametrize(
    ("status", "talk_seconds", "micros"),
    [
        (CallStatus.COMPLETED, 61, 2 * prices.of("+1214").a_minute),
        (CallStatus.BUSY, None, 0),
        (CallStatus.COMPLETED, None, None),
    ],
)
def test_a_calls_end_settles_what_it_cost(
    office: Office, status: CallStatus, talk_seconds: int | None, micros: int | None
) -> None:
    office.carry_out(*calls(office, number(0)))
    [reserved] = dials(office)
    assert reserved.estimate_micros == US_CALL

    with access.as_tenant(office.tenant.pk):
        progress_of(office, reserved, status, talk_seconds)
        settled = Dial.objects.get()

    assert settled.settled_micros == micros


def test_a_call_that_would_break_the_hours_budget_waits_until_it_resets(office: Office) -> None:
    raise_walls(office, hour_micros=2 * US_CALL)
    one, two, three = calls(office, number(0), number(0, "+1214749"), number(0, "+1214747"))
    office.carry_out(one)
    office.carry_out(two)

    waits = office.carry_out(three)

    assert (waits.state, waits.attempt) == ("ready", 0)
    assert waits.due_at >= walls.hour_of(clock.now()) + timedelta(minutes=59)
    assert "the budget of this hour is used up" in waits.last_error
    assert {each.params["is_spent"] for each in alerts(office, "spend")} == {True, False}


def test_what_was_refused_by_the_carrier_is_not_spent(office: Office) -> None:
    raise_walls(office, hour_micros=US_CALL)
    (step,) = calls(office, number(0))
    taken = office.claim(step)
    intend(office, taken)
    attempt = office.attempt()

    with access.as_tenant(office.tenant.pk):
        book.not_placed(attempt, reason="no line")

    assert len(dials(office, "released")) == 1
    assert office.carry_out(*calls(office, number(1))).state == "waiting"


def test_a_call_to_a_country_that_nobody_priced_is_held(office: Office) -> None:
    raise_walls(office, call_micros=US_CALL - 1)

    held = office.carry_out(*calls(office, number(0)))

    assert (held.state, held.error_code) == ("held", "spend")


def test_the_platforms_day_is_every_tenants(office: Office, settings: Settings) -> None:
    settings.LEADHUB_SPEND_A_DAY = 1
    rival = Tenant.objects.create(slug="rival", name="Rival")
    spent = {"phone": "+13105550000", "prefix": "+1310555", "is_new": True, "estimate_micros": 900_000}
    with access.as_tenant(rival.pk):
        source = Source.objects.create(tenant=rival, slug="web", name="Web")
        lead = Lead.objects.create(tenant=rival, source=source, phone="+13105550000", received_at=clock.now())
        Dial.objects.create(tenant=rival, lead=lead, step_id=1, source_id=source.pk, reserved_at=clock.now(), **spent)

    waits = office.carry_out(*calls(office, number(0)))

    assert "the platform's budget of today is used up" in waits.last_error


def work_off() -> None:
    """All that is due in the urgent queue, one after the other."""
    while step := claim.next_due(URGENT):
        execute.claimed(step, clock=clock.now)


def test_a_flood_of_costly_numbers_is_stopped_and_honest_leads_are_called(office: Office) -> None:
    """The issue's judging line: foreign, premium and sequential numbers through one source, honest ones by another."""
    budget = 12 * US_CALL
    raise_walls(office, day_micros=budget)
    with access.as_tenant(office.tenant.pk):
        honest = Source.objects.create(tenant=office.tenant, slug="honest", name="Honest form")
    flood = [number(nth, f"+1214{748 + nth // 40}") for nth in range(360)]
    flood += [f"+1900{5252000 + nth}" for nth in range(120)] + [f"+8613800{138000 + nth}" for nth in range(120)]
    now = clock.now()
    with access.as_tenant(office.tenant.pk):
        made = Lead.objects.bulk_create(
            Lead(tenant=office.tenant, source=office.source, phone=phone, received_at=now) for phone in flood
        )
        made += Lead.objects.bulk_create(
            Lead(tenant=office.tenant, source=honest, phone=number(nth, f"+1310{nth + 550}"), received_at=now)
            for nth in range(3)
        )
        Step.objects.bulk_create(
            Step(tenant=office.tenant, lead=lead, kind="call", queue=URGENT, key=f"flood:{lead.pk}", due_at=now)
            for lead in made
        )
    kit.forget()

    work_off()
    dialled = dials(office)
    of_flood = [each for each in dialled if each.source_id == office.source.pk]
    assert of_flood, Counter((each.state, each.error_code, each.last_error) for each in office.all(Step, kind="call"))
    assert max(Counter(each.prefix for each in of_flood).values()) <= 3
    assert {each.phone[:5] for each in of_flood} == {"+1214"}
    assert sum(each.estimate_micros for each in dialled) <= budget
    assert len(dialled) == office.peer.sent("/Calls.json")
    assert source_now(office).paused_reason
    assert len(alerts(office, "source_paused")) == 1
    assert len([each for each in dialled if each.source_id == honest.pk]) == 3
    assert not [each for each in office.all(Step, kind="call") if each.state in ("ready", "leased")]
    assert len(office.all(Event, kind="source.paused")) == 1


def test_a_paused_sources_leads_are_held_until_it_is_resumed(office: Office) -> None:
    with access.as_tenant(office.tenant.pk):
        Source.pause(office.tenant.pk, office.source.pk, reason="it looks odd", at=clock.now())
    first, second = calls(office, number(0), number(1))
    held = office.carry_out(first)
    with access.as_tenant(office.tenant.pk):
        release.source(Source.objects.get(pk=office.source.pk), now=clock.now())
    assert (held.state, held.error_code) == ("held", "source_paused")
    assert office.carry_out(second).state == "waiting"
    assert office.now(first).state == "held"
