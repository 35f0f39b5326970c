"""No code path places a call or sends a text without a decision that allows it: the database sees to that."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from apps.calls.models import Call, CallAttempt, Message
from apps.compliance.models import GateDecision
from apps.integrations.models import Connection
from apps.leads.models import Lead
from apps.tenants import access
from tests.calls.test_reading import allowed, carrier, lead_of
from tests.compliance.cases import AT
from tests.servers import fresh_database

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> Lead:
    return lead_of("acme")


def decision(lead: Lead, channel: str, **traits: object) -> GateDecision:
    values = {"phone": lead.phone, "allowed": True} | traits
    return GateDecision.objects.create(
        tenant_id=lead.tenant_id,
        lead=lead,
        channel=channel,
        decided_at=AT,
        **values,
    )


def call_of(lead: Lead, *, step_id: int = 1) -> Call:
    at = AT + timedelta(hours=step_id)
    return Call.objects.create(
        tenant_id=lead.tenant_id,
        lead=lead,
        step_id=step_id,
        connection=carrier(lead),
        phone=lead.phone,
        reserved_for=DateTimeTZRange(at, at + timedelta(minutes=1)),
    )


def attempt(lead: Lead, by: GateDecision | None, *, step_id: int = 1) -> CallAttempt:
    call = call_of(lead, step_id=step_id)
    return CallAttempt.objects.create(tenant_id=lead.tenant_id, call=call, intent_at=AT, decision=by)


def text(lead: Lead, by: GateDecision | None, *, step_id: int | None = 1, direction: str = "out") -> Message:
    return Message.objects.create(
        tenant_id=lead.tenant_id,
        lead=lead,
        step_id=step_id,
        connection=carrier(lead),
        phone=lead.phone,
        body="Hi",
        direction=direction,
        created_at=AT,
        decision=by,
    )


WAYS = pytest.mark.parametrize(("reach", "channel", "other"), [(attempt, "call", "sms"), (text, "sms", "call")])
Reach = Callable[..., CallAttempt | Message]


@WAYS
def test_what_was_allowed_may_go_out(lead: Lead, reach: Reach, channel: str, other: str) -> None:
    with access.as_tenant(lead.tenant_id):
        assert reach(lead, decision(lead, channel)).decision_id


@WAYS
def test_without_a_decision_nothing_goes_out(lead: Lead, reach: Reach, channel: str, other: str) -> None:
    with pytest.raises(IntegrityError), access.as_tenant(lead.tenant_id):
        reach(lead, None)


@WAYS
@pytest.mark.parametrize(
    "traits", [{"allowed": False, "reasons": [{"code": "dnc", "says": "listed"}]}, {"phone": "+13055550199"}]
)
def test_a_decision_that_does_not_allow_this_lets_nothing_out(
    lead: Lead, reach: Reach, channel: str, other: str, traits: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError, match="no decision allows"), access.as_tenant(lead.tenant_id):
        reach(lead, decision(lead, channel, **traits))


@WAYS
def test_a_decision_on_the_other_channel_is_none(lead: Lead, reach: Reach, channel: str, other: str) -> None:
    with pytest.raises(IntegrityError, match="no decision allows"), access.as_tenant(lead.tenant_id):
        reach(lead, decision(lead, other))


@WAYS
def test_another_tenants_decision_is_none(lead: Lead, reach: Reach, channel: str, other: str) -> None:
    rival = lead_of("rival")
    with access.as_tenant(rival.tenant_id):
        theirs = allowed(rival, channel, at=AT)

    with pytest.raises(IntegrityError), access.as_tenant(lead.tenant_id):
        reach(lead, theirs)


@WAYS
def test_a_decision_is_good_for_once(lead: Lead, reach: Reach, channel: str, other: str) -> None:
    with access.as_tenant(lead.tenant_id):
        once = decision(lead, channel)
        reach(lead, once, step_id=1)

    with pytest.raises(IntegrityError, match="decided_once"), access.as_tenant(lead.tenant_id):
        reach(lead, once, step_id=2)


def test_neither_number_nor_decision_are_exchanged_afterwards(lead: Lead) -> None:
    with access.as_tenant(lead.tenant_id):
        placed, sent = attempt(lead, decision(lead, "call")), text(lead, decision(lead, "sms"))
        another = decision(lead, "call", phone="+13055550199")

        for rows, change in (
            (Call.objects.filter(pk=placed.call_id), {"phone": "+13055550199"}),
            (CallAttempt.objects.filter(pk=placed.pk), {"decision": another}),
            (Message.objects.filter(pk=sent.pk), {"phone": "+13055550199"}),
            (Message.objects.filter(pk=sent.pk), {"decision": None}),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**change)


def test_a_text_that_is_tried_again_goes_by_a_decision_of_its_own(lead: Lead) -> None:
    with access.as_tenant(lead.tenant_id):
        sent, again = text(lead, decision(lead, "sms")), decision(lead, "sms")

        Message.objects.filter(pk=sent.pk).update(decision=again)

        assert Message.objects.get().decision_id == again.pk


def test_what_they_write_to_us_needs_no_decision(lead: Lead) -> None:
    with access.as_tenant(lead.tenant_id):
        assert text(lead, None, step_id=None, direction="in").pk


def came_in(lead: Lead) -> Call:
    return Call.objects.create(
        tenant_id=lead.tenant_id,
        lead=lead,
        direction="in",
        provider_id="CA1",
        connection=carrier(lead),
        phone=lead.phone,
        reserved_for=DateTimeTZRange(empty=True),
    )


def test_what_they_call_us_for_needs_no_decision_and_has_none(lead: Lead) -> None:
    with access.as_tenant(lead.tenant_id):
        theirs = CallAttempt(tenant_id=lead.tenant_id, call=came_in(lead), intent_at=AT)
        theirs.save()
        assert theirs.pk

    with pytest.raises(IntegrityError, match="no decision allows"), access.as_tenant(lead.tenant_id):
        CallAttempt.objects.update(decision=decision(lead, "call"))


@pytest.mark.parametrize("direction", ["in", "out"])
def test_no_call_changes_its_direction(lead: Lead, direction: str) -> None:
    """Else what goes out could pass for what came in, and need no decision."""
    with access.as_tenant(lead.tenant_id):
        call = came_in(lead) if direction == "in" else call_of(lead)

        with pytest.raises(IntegrityError, match="keeps its direction"), transaction.atomic():
            Call.objects.filter(pk=call.pk).update(direction="out" if direction == "in" else "in", step_id=7)


def test_what_goes_out_is_a_steps(lead: Lead) -> None:
    with access.as_tenant(lead.tenant_id):
        call_of(lead)

    with pytest.raises(IntegrityError, match="call_has_step"), access.as_tenant(lead.tenant_id):
        Call.objects.update(step_id=None)


def test_one_statement_may_write_all_of_it(lead: Lead) -> None:
    statement = """
    WITH decision AS (
        INSERT INTO compliance_gatedecision
            (id, tenant_id, lead_id, channel, phone, allowed, reasons, inputs, pack_version, decided_at)
        SELECT gen_random_uuid(), tenant_id, id, 'call', phone, true, '[]', '{}', '', now() FROM leads_lead
        RETURNING id, tenant_id
    ), call AS (
        INSERT INTO calls_call (id, tenant_id, lead_id, step_id, connection_id, phone, caller_id, reserved_for, state,
                                provider_id, cause, answered_by, attestation, crm_record_id)
        SELECT gen_random_uuid(), tenant_id, id, 1, %s, phone, '', tstzrange(now(), now() + interval '1 min'),
               'reserved', '', '', '', '', '' FROM leads_lead
        RETURNING id, tenant_id
    )
    INSERT INTO calls_callattempt (tenant_id, call_id, decision_id, token, state, provider_id, intent_at, empty_looks,
                                   error)
    SELECT call.tenant_id, call.id, decision.id, 'x', 'intent', '', now(), 0, '' FROM call, decision
    """

    with access.as_tenant(lead.tenant_id), connection.cursor() as cursor:
        cursor.execute(statement, [carrier(lead).pk])

        assert CallAttempt.objects.count() == 1


def test_it_all_goes_with_the_lead(lead: Lead) -> None:
    with access.as_tenant(lead.tenant_id), connection.cursor() as cursor:
        attempt(lead, decision(lead, "call"))
        text(lead, decision(lead, "sms"))

        cursor.execute("DELETE FROM leads_lead WHERE id = %s", [lead.pk])

        assert [model.objects.count() for model in (GateDecision, Call, CallAttempt, Message)] == [0, 0, 0, 0]
        assert Connection.objects.exists()


OLD_ROWS = """
SELECT set_config('app.tenant', '0', false);
INSERT INTO tenants_tenant (id, slug, name, region, time_zone, is_demo) VALUES (1, 'acme', 'Acme', 'US', 'UTC', false);
INSERT INTO integrations_connection (id, tenant_id, family, vendor, name, settings, token, is_active, state, failures,
                                     last_error)
    VALUES (1, 1, 'telephony', 'twilio', 'Carrier', '', 't', true, 'ok', 0, '');
INSERT INTO leads_source (id, tenant_id, slug, name, kind, settings, token, token_digest, allowed_origins,
                          thank_you_url, duplicate_window, is_active)
    VALUES (1, 1, 'web', 'Web', 'webhook', '{}', '', 'd', '{}', '', '1 day', true);
INSERT INTO leads_lead (id, tenant_id, source_id, state, first_name, last_name, email, phone, answers, campaign,
                        received_at)
    VALUES ('018f0000-0000-7000-8000-000000000001', 1, 1, 'new', '', '', '', '+13055550123', '{}', '{}', now());
INSERT INTO calls_call (id, tenant_id, lead_id, step_id, connection_id, phone, caller_id, reserved_for, state,
                        provider_id, cause, answered_by, attestation, crm_record_id)
    VALUES ('018f0000-0000-7000-8000-000000000002', 1, '018f0000-0000-7000-8000-000000000001', 1, 1, '+13055550123', '',
            tstzrange(now(), now() + interval '1 min'), 'completed', '', '', '', '', '');
INSERT INTO calls_callattempt (tenant_id, call_id, token, state, provider_id, intent_at, empty_looks, error)
    VALUES (1, '018f0000-0000-7000-8000-000000000002', 'x', 'not_placed', '', now(), 0, ''),
           (1, '018f0000-0000-7000-8000-000000000002', 'y', 'placed', '', now(), 0, '');
INSERT INTO calls_message (id, tenant_id, lead_id, step_id, connection_id, direction, token, phone, sender, body, state,
                           provider_id, cause, empty_looks, created_at)
    SELECT gen_random_uuid(), 1, '018f0000-0000-7000-8000-000000000001', step, 1, direction, direction,
           '+13055550123', '', 'Hi', 'sent', '', '', 0, now()
    FROM (VALUES (2, 'out'), (NULL, 'in')) AS m(step, direction);
"""


def test_rows_from_before_are_given_a_decision_that_says_so() -> None:
    urls = fresh_database("leadhub_before_decisions")
    environment = os.environ | {"DATABASE_URL": urls.owner}
    migrate = [sys.executable, "manage.py", "migrate", "-v", "0", "--skip-checks"]
    subprocess.run([*migrate, "calls", "0003"], env=environment, check=True)
    with psycopg.connect(urls.owner, autocommit=True) as database:
        database.execute(OLD_ROWS)

    subprocess.run(migrate, env=environment, check=True)

    with psycopg.connect(urls.owner, autocommit=True) as database:
        database.execute("SELECT set_config('app.tenant', '0', false)")
        decided = database.execute(
            "SELECT channel, count(*), min(inputs->>'recorded') FROM compliance_gatedecision GROUP BY 1 ORDER BY 1"
        ).fetchall()
        named = database.execute("SELECT direction, decision_id IS NULL FROM calls_message ORDER BY 1").fetchall()
    assert decided == [("call", 2, "before decisions were kept"), ("sms", 1, "before decisions were kept")]
    assert named == [("in", True), ("out", False)]
