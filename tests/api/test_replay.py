"""A failed step is carried out again by request."""

from typing import Any

import pytest

from apps.leads.models import Event
from apps.outreach.models import Step
from apps.tenants import access

from .conftest import Company


def replay(company: Company, step_id: int | None = None) -> Any:
    return company.api.post(f"/api/v1/steps/{step_id or company.step.pk}/replay/")


def set_state(company: Company, state: str) -> None:
    with access.as_tenant(company.tenant.pk):
        Step.objects.update(state=state)


@pytest.mark.parametrize("state", ["dead", "held"])
def test_a_step_that_failed_is_ready_again(acme: Company, state: str) -> None:
    set_state(acme, state)

    answer = replay(acme)

    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["reason"]) == ("ready", "")


def test_the_timeline_says_whose_key_asked(acme: Company) -> None:
    replay(acme)

    with access.as_tenant(acme.tenant.pk):
        assert Event.objects.get(kind="step.replayed").facts["by"] == "API key ACME"


@pytest.mark.parametrize("state", ["ready", "leased", "waiting", "unknown", "done", "skipped", "cancelled"])
def test_any_other_step_is_left_alone(acme: Company, state: str) -> None:
    set_state(acme, state)

    answer = replay(acme)

    assert (answer.status_code, answer.json()["fields"]) == (409, {})


def test_a_second_request_finds_it_under_way(acme: Company) -> None:
    assert [replay(acme).status_code, replay(acme).status_code] == [200, 409]


def test_another_tenants_step_stays_dead(acme: Company, rival: Company) -> None:
    assert replay(acme, rival.step.pk).status_code == 404

    assert replay(rival).status_code == 200
