"""Texts cost money, too: the walls of calls hold them, by the same numbers and out of the same purse."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

import orjson
import pytest
from pytest_django.fixtures import Settings

from apps.calls import prices
from apps.calls.models import Message
from apps.calls.reading import Contact
from apps.compliance.verdict import Channel
from apps.core import clock
from apps.integrations import catalog
from apps.integrations.sms.base import TextNews, TextStatus
from apps.leads.models import Event, Source
from apps.outreach import progress, release
from apps.outreach.ledger import text_intent
from apps.outreach.ledger.text_intent import Intent
from apps.outreach.models import Step
from apps.outreach.permit import Overtaken, Permit, ask
from apps.tenants import access
from apps.tenants.models import Tenant

from . import race
from .conftest import Office, Watched
from .test_reservations import intents
from .test_walls import OLD, alerts, calls, dials, number, raise_walls, source_now

US_TEXT = prices.of("+1214").a_segment
TEXT = "Sorry that we missed you."


class Carrier(Watched):
    """Takes every call and every text, each by an id of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._ids = count(1)

    def next_line(self) -> Any:
        super().next_line()
        nth = f"{next(self._ids):032}"
        kind = "SM" if self.requests[-1].path.endswith("/Messages.json") else "CA"
        body = orjson.dumps({"sid": f"{kind}{nth}", "status": "queued"})
        return lambda handler: handler.answer(201, body, {"Content-Type": "application/json"})


@pytest.fixture
def office(office: Office, settings: Settings) -> Iterator[Office]:
    """A real tenant, a month old, with a carrier that takes all."""
    Tenant.objects.filter(pk=office.tenant.pk).update(is_demo=False, created_at=clock.now() - OLD)
    with Carrier() as carrier:
        settings.LEADHUB_TRUSTED_ORIGINS = [carrier.url]
        catalog.http.cache_clear()
        office.peer = carrier
        office.connect("telephony")
        office.connect("sms")
        office.connect_slack()
        office.play(text=TEXT)
        yield office


def texts(office: Office, *phones: str) -> list[Step]:
    return [office.promise("sms", office.lead(phone)) for phone in phones]


def permitted(step: Step) -> Permit:
    permit = ask(step, Contact(Channel.SMS, clock.now(), step_id=step.pk))
    assert isinstance(permit, Permit)
    return permit


def sent(office: Office) -> Counter[str]:
    """Texts by the number's beginning, as the carrier saw them."""
    bodies = [dict(each.form) for each in office.peer.requests if each.path.endswith("/Messages.json")]
    return Counter(body["To"][:-4] for body in bodies)


def test_the_fourth_number_of_a_prefix_is_held_and_the_timeline_says_why(office: Office) -> None:
    *three, fourth = texts(office, *map(number, range(4)))

    assert [office.carry_out(step).state for step in three] == ["done"] * 3
    held = office.carry_out(fourth)

    assert (held.state, held.error_code, sent(office)) == ("held", "prefix_velocity", {"+1214748": 3})
    [blocked] = office.all(Event, kind="gate.blocked")
    assert blocked.facts["says"].startswith("Not texted: 3 new numbers that begin like this one")


def test_calls_and_texts_share_the_numbers_of_a_prefix(office: Office) -> None:
    for step in calls(office, number(0), number(1)):
        office.carry_out(step)
    one, other = texts(office, number(2), number(3))

    assert [office.carry_out(step).state for step in (one, other)] == ["done", "held"]


def test_a_number_that_is_called_and_texted_at_once_counts_once_and_hides_no_other(office: Office) -> None:
    """Each number has two rows: whoever was about to text it as it was called asked again."""
    raise_walls(office, numbers_per_prefix=3)
    for call in calls(office, *map(number, range(3))):
        [enter_call] = intents(office, [call])
        text = office.claim(office.promise("sms", call.lead))
        permit = permitted(text)
        enter_call()
        with pytest.raises(Overtaken):
            text_intent.enter(Intent(text, permit, office.connections["sms"], TEXT), now=clock.now())
        text_intent.enter(Intent(text, permitted(text), office.connections["sms"], TEXT), now=clock.now())

    held = office.carry_out(*texts(office, number(3)))

    assert [each.is_new for each in dials(office)] == [True, False] * 3
    assert (held.state, held.error_code) == ("held", "prefix_velocity")


def test_the_text_after_a_call_is_to_no_new_number(office: Office) -> None:
    called = calls(office, *map(number, range(3)))
    for step in called:
        office.carry_out(step)
    after = [office.promise("sms", step.lead) for step in called]

    assert [office.carry_out(step).state for step in after] == ["done"] * 3


def test_a_foreign_number_is_not_texted(office: Office) -> None:
    stands = office.carry_out(*texts(office, "+442079460000"))

    assert (stands.state, stands.error_code, sent(office)) == ("skipped", "country", {})


def test_a_text_is_reserved_at_what_its_words_cost_and_settled_by_the_carriers_news(office: Office) -> None:
    office.play(text="ж" * 71)
    office.carry_out(*texts(office, number(0)))
    [reserved] = dials(office)
    [message] = office.all(Message)

    with access.as_tenant(office.tenant.pk):
        progress.of_message(message, TextNews(message.provider_id, TextStatus.SENT), now=clock.now())

    assert reserved.estimate_micros == 2 * US_TEXT
    assert [each.settled_micros for each in dials(office, "settled")] == [2 * US_TEXT]


def test_a_text_that_would_break_the_hours_budget_waits_and_the_team_is_told(office: Office) -> None:
    raise_walls(office, hour_micros=2 * US_TEXT)
    one, two, three = texts(office, number(0), number(0, "+1214749"), number(0, "+1214747"))
    office.carry_out(one)
    office.carry_out(two)

    waits = office.carry_out(three)

    assert (waits.state, sum(sent(office).values())) == ("ready", 2)
    assert "the budget of this hour is used up" in waits.last_error
    assert {each.params["is_spent"] for each in alerts(office, "spend")} == {True, False}


def test_a_text_to_where_nobody_knows_the_price_is_held(office: Office) -> None:
    raise_walls(office, call_micros=US_TEXT - 1)

    held = office.carry_out(*texts(office, number(0)))

    assert (held.state, held.error_code) == ("held", "spend")
    assert "a text there may cost more" in held.last_error


def test_what_the_carrier_refused_is_not_spent(office: Office) -> None:
    (step,) = texts(office, number(0))
    with Watched() as refusing:
        refusing.replies(400, {"code": 21610})
        office.set(
            office.connections["sms"],
            settings={**office.connections["sms"].settings, "base_url": f"{refusing.url}/twilio"},
        )
        catalog.http.cache_clear()
        office.carry_out(step)

    assert [dials(office), len(dials(office, "released"))] == [[], 1]


def test_workers_at_once_don_t_share_the_last_number(office: Office) -> None:
    for step in texts(office, number(0), number(1)):
        office.carry_out(step)
    asked = [(taken, permitted(taken)) for taken in map(office.claim, texts(office, *map(number, range(2, 10))))]
    sender = office.connections["sms"]
    entries = [
        partial(text_intent.enter, Intent(step, permit, sender, TEXT), now=clock.now()) for step, permit in asked
    ]

    assert race.overtaken(entries) == 7
    assert len(dials(office)) == 3


def test_a_flood_of_texts_pauses_its_source_and_a_person_lets_one_through(office: Office) -> None:
    steps = texts(office, *(number(nth, f"+1214{748 + nth // 8}") for nth in range(16)))

    stands = [office.carry_out(step) for step in steps]

    assert max(sent(office).values()) == 3
    assert source_now(office).paused_reason
    assert len(alerts(office, "source_paused")) == 1
    assert stands[-1].error_code == "source_paused"
    with access.as_tenant(office.tenant.pk):
        assert release.steps(office.tenant.pk, [stands[-1].pk], by="dana@acme.example", now=clock.now()) == 1
    assert office.carry_out(stands[-1]).state == "done"


def test_a_paused_sources_texts_are_held_and_other_sources_go_on(office: Office) -> None:
    with access.as_tenant(office.tenant.pk):
        Source.pause(office.tenant.pk, office.source.pk, reason="it looks odd", at=clock.now() - timedelta(minutes=1))
        honest = Source.objects.create(tenant=office.tenant, slug="honest", name="Honest form")
    (paused,) = texts(office, number(0))
    other = office.promise("sms", office.lead(number(1), source=honest))

    assert office.carry_out(paused).error_code == "source_paused"
    assert office.carry_out(other).state == "done"
