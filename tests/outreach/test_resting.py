"""A number that people refuse rests or is put aside, the team is told, and it is used again: by itself or by hand."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from apps.calls import figures
from apps.calls.models import Call, Conversation, NumberRules, PoolNumber
from apps.core import clock
from apps.intake import news
from apps.integrations.telephony.base import CallNews, CallStatus
from apps.outreach import resting
from apps.outreach.models import Step
from apps.outreach.sweep import Sweeper
from apps.tenants import access
from tests.integrations.telephony.test_twilio import SID

from .conftest import Office
from .test_numbers import DALLAS, MIAMI, dial, pool


@pytest.fixture
def number(office: Office) -> PoolNumber:
    office.connect("telephony")
    [made] = pool(office, DALLAS, label="Dallas 1")
    return made


def called(office: Office, number: PoolNumber, times: int, **traits: object) -> list[Call]:
    """Calls by this number that are over; nobody answered but where `traits` say so."""
    now, lead = clock.now(), office.lead()
    with access.as_tenant(office.tenant.pk):
        before = Call.objects.count()
        return [
            Call.objects.create(
                tenant=office.tenant,
                lead=lead,
                step_id=1_000_000 + before + nth,
                connection_id=number.connection_id,
                phone=lead.phone,
                caller_id=number.phone,
                number=number,
                reserved_for=DateTimeTZRange(
                    now - timedelta(days=1 + before + nth), now - timedelta(hours=23, days=before + nth)
                ),
                ended_at=now + timedelta(seconds=1),
                **{"state": "no_answer"} | traits,
            )
            for nth in range(times)
        ]


def stands(office: Office, number: PoolNumber) -> PoolNumber:
    with access.as_tenant(office.tenant.pk):
        return PoolNumber.objects.get(pk=number.pk)


def alerts(office: Office) -> list[Step]:
    return office.all(Step, kind="alert")


def test_a_number_that_nobody_picks_up_rests_and_the_team_is_told(office: Office, number: PoolNumber) -> None:
    office.connect_slack()
    called(office, number, 20)
    now = clock.now()

    assert (resting.look(now=now), resting.look(now=now)) == (1, 0)

    found = stands(office, number)
    assert (found.state, found.until) == ("resting", now + timedelta(hours=24))
    assert found.reason == "0 of its latest 20 calls were answered by a person: less than 8 %"
    [alert] = alerts(office)
    assert alert.params == {
        "about": "number_off",
        "name": "Dallas 1",
        "reason": found.reason,
        "then": "rest",
    }
    office.peer.replies(200, "ok", {"Content-Type": "text/plain"})
    assert office.carry_out(alert).state == "done"
    assert b"Your number Dallas 1 rests" in office.peer.requests[-1].body


def test_a_number_that_is_blocked_is_put_aside_and_not_used_again_by_itself(office: Office, number: PoolNumber) -> None:
    called(office, number, 18, answered_at=clock.now())
    called(office, number, 2, sip_code=608, state="failed")

    resting.look(now=clock.now())
    resting.look(now=clock.now() + timedelta(days=365))

    assert stands(office, number).state == "quarantined"


def test_a_rest_ends_by_itself_and_what_came_before_counts_no_more(office: Office, number: PoolNumber) -> None:
    called(office, number, 20)
    resting.look(now=clock.now())
    later = clock.now() + timedelta(hours=25)

    assert (resting.look(now=later), resting.look(now=later)) == (1, 0)

    found = stands(office, number)
    assert (found.state, found.until, found.reason, found.judged_from) == ("active", None, "", later)


def test_another_tenants_numbers_are_judged_by_their_own_rules(office: Office, number: PoolNumber) -> None:
    called(office, number, 20)
    with access.as_tenant(office.tenant.pk):
        NumberRules.objects.create(tenant=office.tenant, least_calls=21)

    assert resting.look(now=clock.now()) == 0


def test_only_the_latest_calls_count_and_machines_are_no_answers(office: Office, number: PoolNumber) -> None:
    with access.as_tenant(office.tenant.pk):
        NumberRules.objects.create(tenant=office.tenant, latest_calls=4, least_calls=3)
    called(office, number, 6, sip_code=603)
    called(office, number, 1, answered_at=clock.now(), attestation="A")
    called(office, number, 1, answered_at=clock.now(), answered_by="machine_end_beep", attestation="B")
    [talked] = called(office, number, 1, answered_at=clock.now())
    with access.as_tenant(office.tenant.pk):
        Conversation.objects.create(
            tenant=office.tenant,
            lead_id=talked.lead_id,
            call=talked,
            ticket_hash="x",
            ticket_until=clock.now(),
            created_at=clock.now(),
            disposition="voicemail",
        )

    found = figures.of_tenant(office.tenant.pk)[number.pk]

    assert (found.calls, found.answered, found.declined) == (4, 1, 1)
    assert found.attested == (("A", 1), ("B", 1), ("", 2))


def test_the_sweeper_looks_at_numbers(office: Office, number: PoolNumber) -> None:
    called(office, number, 20)

    Sweeper(threads=1, clock=clock.now).look_after()

    assert stands(office, number).state == "resting"


def test_the_carriers_code_is_kept_with_the_call(office: Office, number: PoolNumber) -> None:
    dial(office, "+12145550123", SID)

    news.call_status(office.attempt(), CallNews(SID, CallStatus.BUSY, cause="unwanted", sip_code=607), now=clock.now())

    assert [each.sip_code for each in office.all(Call)] == [607]


def test_calls_go_by_another_number_meanwhile(office: Office, number: PoolNumber) -> None:
    pool(office, MIAMI)
    called(office, number, 20)
    resting.look(now=clock.now())

    dial(office, "+12145550124")

    assert [each.caller_id for each in office.all(Call)][-1] == MIAMI
