"""Leads that a tenant's own program brings."""

from apps.leads.models import Lead
from apps.outreach.models import Step
from apps.tenants import access
from tests.api.conftest import Company

DANA = {"first_name": "Dana", "phone": "(214) 748-1234", "roof": "flat"}


def test_a_lead_is_taken_and_called_like_any_other(acme: Company) -> None:
    answer = acme.api.post("/api/v1/leads/", DANA, format="json")

    with access.as_tenant(acme.tenant.pk):
        lead = Lead.objects.get(phone="+12147481234")
        kinds = list(Step.objects.filter(lead=lead).values_list("kind", flat=True))
    assert answer.status_code == 201
    assert answer.json() == {"status": "received", "lead": str(lead.pk), "duplicate": False}
    assert (lead.answers, kinds) == ({"roof": "flat"}, ["call"])


def test_the_same_lead_again_is_known(acme: Company) -> None:
    first = acme.api.post("/api/v1/leads/", DANA, format="json").json()

    again = acme.api.post("/api/v1/leads/", DANA, format="json")

    assert (again.status_code, again.json()) == (200, first | {"duplicate": True})


def test_a_source_may_be_named(acme: Company) -> None:
    acme.api.post(f"/api/v1/leads/?source={acme.source.slug}", DANA, format="json")

    with access.as_tenant(acme.tenant.pk):
        assert Lead.objects.get(phone="+12147481234").source == acme.source


def test_an_unknown_source_is_named(acme: Company) -> None:
    answer = acme.api.post("/api/v1/leads/?source=nowhere", DANA, format="json")

    assert (answer.status_code, set(answer.json()["fields"])) == (400, {"source"})


def test_a_lead_that_nobody_can_reach_says_why(acme: Company) -> None:
    answer = acme.api.post("/api/v1/leads/", {"first_name": "Dana"}, format="json")

    assert (answer.status_code, set(answer.json()["fields"])) == (400, {"phone", "email"})


def test_a_lead_that_was_refused_may_come_corrected_under_its_key(acme: Company) -> None:
    refused = acme.api.post("/api/v1/leads/", {"first_name": "Dana"}, format="json", HTTP_IDEMPOTENCY_KEY="k1")

    answer = acme.api.post("/api/v1/leads/", DANA, format="json", HTTP_IDEMPOTENCY_KEY="k1")

    assert (refused.status_code, answer.status_code) == (400, 201)
