"""How far leads got: read from their timelines before anybody looks, and never unlearned."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from apps.leads import progress
from apps.leads.models import Lead, Progress, Source, Stirred
from apps.tenants import access
from apps.tenants.models import Tenant

RECEIVED = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db
type NewLead = Callable[[], Lead]


@pytest.fixture
def acme() -> Tenant:
    return Tenant.objects.create(slug="acme", name="Acme Solar")


@pytest.fixture
def new_lead(acme: Tenant) -> NewLead:
    with access.as_tenant(acme.pk):
        source = Source.objects.create(tenant=acme, slug="website", name="Website form")

    def make() -> Lead:
        with access.as_tenant(acme.pk):
            return Lead.objects.create(tenant=acme, source=source, phone="+12145550123", received_at=RECEIVED)

    return make


def tell(lead: Lead, kind: str, ms: float, **facts: str) -> None:
    with access.as_tenant(lead.tenant_id):
        lead.tell(kind, at=RECEIVED + timedelta(milliseconds=ms), origin=f"{kind}{ms}", **facts)


def marks(tenant: Tenant) -> int:
    with access.as_tenant(tenant.pk):
        return progress.behind(tenant.pk)


def known(lead: Lead) -> Progress:
    with access.as_tenant(lead.tenant_id):
        assert progress.bring_up(lead.tenant_id)
        return Progress.objects.get(lead=lead)


def test_each_first_time_is_kept_in_milliseconds(new_lead: NewLead) -> None:
    lead = new_lead()
    for kind, ms in (("call.requested", 71), ("call.ringing", 2_500), ("call.answered", 6_000), ("crm.written", 400)):
        tell(lead, kind, ms)
    tell(lead, "call.requested", 90_000)

    found = known(lead)

    assert (found.request_ms, found.ring_ms, found.answer_ms, found.crm_ms) == (71, 2_500, 6_000, 400)
    assert (found.qualified_ms, found.booked_ms, found.received_at) == (None, None, RECEIVED)


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("call.requested", "request_ms"),
        ("call.ringing", "ring_ms"),
        ("call.answered", "answer_ms"),
        ("crm.written", "crm_ms"),
        ("lead.qualified", "qualified_ms"),
        ("lead.booked", "booked_ms"),
        ("appointment.booked", "booked_ms"),
    ],
)
def test_each_kind_that_counts_leaves_its_mark(acme: Tenant, new_lead: NewLead, kind: str, column: str) -> None:
    lead = new_lead()
    tell(lead, kind, 500)

    assert marks(acme) == 1
    assert getattr(known(lead), column) == 500


def test_a_machine_that_answers_is_no_answer_but_the_phone_rang(new_lead: NewLead) -> None:
    lead = new_lead()
    tell(lead, "call.answered", 6_000, answered_by="machine_start")

    assert (known(lead).ring_ms, known(lead).answer_ms) == (6_000, None)


def test_who_books_has_qualified(new_lead: NewLead) -> None:
    lead = new_lead()
    tell(lead, "appointment.booked", 9_000)

    assert (known(lead).qualified_ms, known(lead).booked_ms) == (9_000, 9_000)


def test_what_a_webhook_writes_leaves_no_mark(acme: Tenant, new_lead: NewLead) -> None:
    """A mark would cost each of them."""
    lead = new_lead()
    for kind in ("lead.received", "lead.checked", "lead.routed", "lead.committed"):
        tell(lead, kind, 1)

    assert marks(acme) == 0


def test_news_that_comes_late_and_is_older_counts(new_lead: NewLead) -> None:
    lead = new_lead()
    tell(lead, "call.ringing", 9_000)
    known(lead)
    tell(lead, "call.ringing", 2_000)

    assert known(lead).ring_ms == 2_000


def test_the_sweeper_reads_every_tenants_leads_and_takes_their_marks(acme: Tenant, new_lead: NewLead) -> None:
    for _ in range(3):
        tell(new_lead(), "call.requested", 80)

    assert (progress.sweep(), progress.sweep(), marks(acme)) == (3, 0, 0)


def test_a_page_says_when_there_are_more_than_it_takes(
    acme: Tenant, new_lead: NewLead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "MOST_AT_ONCE", 2)
    for _ in range(3):
        tell(new_lead(), "call.requested", 80)

    with access.as_tenant(acme.pk):
        assert not progress.bring_up(acme.pk)
        assert (progress.behind(acme.pk), progress.bring_up(acme.pk), progress.behind(acme.pk)) == (1, True, 0)


def test_one_tenant_takes_no_marks_of_another(acme: Tenant, new_lead: NewLead) -> None:
    rival = Tenant.objects.create(slug="rival", name="Rival Roofs")
    tell(new_lead(), "call.requested", 80)

    with access.as_tenant(rival.pk):
        assert progress.bring_up(rival.pk)
        assert not Stirred.objects.exists()

    assert marks(acme) == 1
