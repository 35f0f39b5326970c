"""No code path writes an e-mail to a lead without a decision that allows it: the database sees to that."""

import pytest
from django.db import IntegrityError, connection, transaction

from apps.calls.models import Email
from apps.compliance.models import GateDecision
from apps.leads.models import Lead
from apps.tenants import access
from tests.calls.test_reading import carrier, lead_of
from tests.compliance.cases import AT

pytestmark = pytest.mark.django_db
DANA, EVE = "dana@example.com", "eve@example.com"


@pytest.fixture
def lead() -> Lead:
    return lead_of("acme")


def decision(lead: Lead, **traits: object) -> GateDecision:
    values = {"channel": "email", "phone": lead.phone, "email": DANA, "allowed": True} | traits
    return GateDecision.objects.create(tenant_id=lead.tenant_id, lead=lead, decided_at=AT, **values)


def email(lead: Lead, by: GateDecision | None, *, step_id: int = 1) -> Email:
    return Email.objects.create(
        tenant_id=lead.tenant_id,
        lead=lead,
        step_id=step_id,
        connection=carrier(lead),
        address=DANA,
        subject="Hi",
        body="Hi",
        created_at=AT,
        decision=by,  # type: ignore[misc]
    )


def test_what_was_allowed_may_go_out(lead: Lead) -> None:
    with access.as_tenant(lead.tenant_id):
        assert email(lead, decision(lead)).decision_id


def test_without_a_decision_nothing_goes_out(lead: Lead) -> None:
    with pytest.raises(IntegrityError), access.as_tenant(lead.tenant_id):
        email(lead, None)


@pytest.mark.parametrize(
    "traits",
    [
        {"allowed": False, "reasons": [{"code": "unsubscribed", "says": "they did"}]},
        {"email": EVE},
        {"email": ""},
        {"channel": "sms"},
        {"channel": "call"},
    ],
)
def test_a_decision_that_does_not_allow_this_lets_nothing_out(lead: Lead, traits: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match="no decision allows"), access.as_tenant(lead.tenant_id):
        email(lead, decision(lead, **traits))


def test_another_tenants_decision_is_none(lead: Lead) -> None:
    rival = lead_of("rival")
    with access.as_tenant(rival.tenant_id):
        theirs = decision(rival)

    with pytest.raises(IntegrityError), access.as_tenant(lead.tenant_id):
        email(lead, theirs)


def test_a_decision_is_good_for_once_and_a_step_for_one_e_mail(lead: Lead) -> None:
    with access.as_tenant(lead.tenant_id):
        once = decision(lead)
        email(lead, once)

        for by, step_id in ((once, 2), (decision(lead), 1)):
            with pytest.raises(IntegrityError), transaction.atomic():
                email(lead, by, step_id=step_id)


def test_neither_address_nor_decision_are_exchanged_afterwards(lead: Lead) -> None:
    with access.as_tenant(lead.tenant_id):
        sent = Email.objects.filter(pk=email(lead, decision(lead)).pk)

        for change in ({"address": EVE}, {"decision": decision(lead, email=EVE)}):
            with pytest.raises(IntegrityError), transaction.atomic():
                sent.update(**change)


def test_it_goes_with_the_lead(lead: Lead) -> None:
    with access.as_tenant(lead.tenant_id), connection.cursor() as cursor:
        email(lead, decision(lead))

        cursor.execute("DELETE FROM leads_lead WHERE id = %s", [lead.pk])

        assert [model.objects.count() for model in (GateDecision, Email)] == [0, 0]
