"""Failures: grouped by cause, and carried out again by those who may, watched and stopped."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.calls.models import Clearance
from apps.core import clock
from apps.leads.models import Event
from apps.outreach import claim
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Tenant

from .conftest import NewLead, SignIn

pytestmark = pytest.mark.django_db
READS = ["", "live/", "cause/", "replay/", "run/", "run/live/"]


@pytest.fixture
def fail(acme: Tenant, new_lead: NewLead) -> Any:
    """Makes failed steps, all of one cause unless told otherwise."""

    def make(count: int = 1, *, hours_ago: float = 1, **traits: Any) -> list[Step]:
        at = clock.now() - timedelta(hours=hours_ago)
        values = {"kind": "crm", "queue": "default", "state": "dead", "last_error": "no such field", "done_at": at}
        lead = new_lead()
        with access.as_tenant(acme.pk):
            keys = [f"{lead.pk}:{number}" for number in range(count)]
            made = [Step(tenant=acme, lead=lead, key=key, due_at=at, **(values | traits)) for key in keys]
            return Step.objects.bulk_create(made)

    return make


def states(tenant: Tenant) -> list[str]:
    with access.as_tenant(tenant.pk):
        return list(Step.objects.order_by("id").values_list("state", flat=True))


def replay(browser: Client, query: str = "") -> Any:
    """Through the preview, as a person does."""
    plan = browser.get(f"/app/acme/failures/replay/{query}").context["plan"]
    return browser.post("/app/acme/failures/replay/start/", {"steps": " ".join(map(str, plan.ids))}, follow=True)


@pytest.mark.parametrize("path", READS)
def test_a_stranger_finds_nothing(signed_in: SignIn, acme: Tenant, rival: Tenant, path: str) -> None:
    assert signed_in(rival, "owner").get(f"/app/acme/failures/{path}").status_code == 404


@pytest.mark.parametrize(
    ("role", "reads", "replays"),
    [("owner", 200, 200), ("manager", 200, 200), ("client", 200, 403), ("rep", 403, 403)],
)
def test_clients_read_and_managers_replay(
    signed_in: SignIn, acme: Tenant, fail: Any, role: str, reads: int, replays: int
) -> None:
    (step,) = fail()
    browser = signed_in(acme, role)

    assert [browser.get(f"/app/acme/failures/{path}").status_code for path in READS[:3]] == [reads] * 3
    assert [browser.get(f"/app/acme/failures/{path}").status_code for path in READS[3:]] == [replays] * 3
    started = browser.post("/app/acme/failures/replay/start/", {"steps": step.pk}, follow=True)
    assert (started.status_code, states(acme)) == (replays, ["ready" if replays == 200 else "dead"])


def test_failures_with_one_cause_are_one_row(owner: Client, fail: Any) -> None:
    fail(3)
    fail(1, error_code="21614", last_error="no mobile number", kind="sms")
    fail(1, state="done", last_error="")

    causes = owner.get("/app/acme/failures/").context["causes"]

    assert [(cause.what, cause.reason, cause.count) for cause in causes] == [
        ("CRM record", "no such field", 3),
        ("Text message", "no mobile number", 1),
    ]


def test_each_count_leads_to_as_many_failures(owner: Client, fail: Any) -> None:
    fail(3)
    fail(2, last_error="another field")
    fail(1, state="held", error_code="spend")

    for cause in owner.get("/app/acme/failures/").context["causes"]:
        shown = owner.get(f"/app/acme/failures/cause/?{cause.query}").context["failures"]
        assert len(shown) == cause.count


def test_nothing_failed_is_said_so(owner: Client) -> None:
    assert "Nothing has failed" in owner.get("/app/acme/failures/").content.decode()


def test_all_are_replayed_and_the_timeline_says_by_whom(owner: Client, acme: Tenant, fail: Any) -> None:
    fail(2)
    fail(1, state="held", error_code="no_connection")

    answer = replay(owner)

    assert answer.context["progress"].open == 3
    assert states(acme) == ["ready"] * 3
    with access.as_tenant(acme.pk):
        assert {event.facts["by"] for event in Event.objects.filter(kind="step.replayed")} == {"owner@acme.example"}


def test_those_since_an_hour_are_replayed_alone(owner: Client, acme: Tenant, fail: Any) -> None:
    fail(2, hours_ago=5)
    fail(1, hours_ago=0.5)

    assert owner.get("/app/acme/failures/replay/?since=hour").context["plan"].count == 1

    replay(owner, "?since=hour")

    assert states(acme) == ["dead", "dead", "ready"]


def test_those_chosen_are_replayed_alone(owner: Client, acme: Tenant, fail: Any) -> None:
    steps = fail(3)

    replay(owner, f"?step={steps[1].pk}&step=nonsense")

    assert states(acme) == ["dead", "ready", "dead"]


def test_a_replay_goes_in_portions_that_a_vendor_can_bear(owner: Client, acme: Tenant, fail: Any) -> None:
    fail(41)

    replay(owner)

    with access.as_tenant(acme.pk):
        due = list(Step.objects.order_by("due_at").values_list("due_at", flat=True))
    assert due[-1] - due[0] == timedelta(seconds=2)


def test_a_preview_changes_nothing(owner: Client, acme: Tenant, fail: Any) -> None:
    fail(2)

    page = owner.get("/app/acme/failures/replay/").content.decode()

    assert "Replay 2 steps?" in page
    assert states(acme) == ["dead", "dead"]


def test_what_a_wall_holds_is_cleared_by_who_replays_it(owner: Client, acme: Tenant, fail: Any) -> None:
    (step,) = fail(kind="sms", state="held", error_code="source_velocity")

    assert owner.get("/app/acme/failures/replay/").context["plan"].walled == 1
    replay(owner)

    with access.as_tenant(acme.pk):
        assert Clearance.objects.get().step_id == step.pk


def test_a_stopped_replay_leaves_what_has_begun(owner: Client, acme: Tenant, fail: Any) -> None:
    fail(3, error_code="E1")
    replay(owner)
    begun = claim.next_due("default")
    assert begun

    answer = owner.post("/app/acme/failures/run/stop/", follow=True)

    assert "Stopped: 2 stay as they were" in answer.content.decode()
    with access.as_tenant(acme.pk):
        others = Step.objects.exclude(pk=begun.pk)
        assert set(others.values_list("state", "error_code", "last_error")) == {("dead", "E1", "no such field")}
        assert Step.objects.get(pk=begun.pk).state == "leased"
        assert Event.objects.filter(kind="step.replay_stopped").count() == 2


def test_replaying_what_is_under_way_meanwhile_is_refused_kindly(owner: Client, acme: Tenant, fail: Any) -> None:
    (step,) = fail(state="done")

    answer = owner.post("/app/acme/failures/replay/start/", {"steps": step.pk}, follow=True)

    assert "Nothing was replayed" in answer.content.decode()
    assert states(acme) == ["done"]


def test_no_step_of_another_company_is_touched(signed_in: SignIn, acme: Tenant, rival: Tenant, fail: Any) -> None:
    (step,) = fail()

    signed_in(rival, "owner").post("/app/rival/failures/replay/start/", {"steps": step.pk})

    assert states(acme) == ["dead"]


@pytest.mark.parametrize(("role", "is_shown"), [("owner", True), ("manager", True), ("client", False), ("rep", False)])
def test_the_leads_page_leads_managers_to_the_replay_of_its_step(
    signed_in: SignIn, acme: Tenant, fail: Any, role: str, is_shown: bool
) -> None:
    (step,) = fail()

    page = signed_in(acme, role).get(f"/app/acme/leads/{step.lead_id}/").content.decode()

    assert (f'href="/app/acme/failures/replay/?step={step.pk}"' in page) == is_shown


def test_progress_is_read_from_the_steps(owner: Client, acme: Tenant, fail: Any) -> None:
    steps = fail(3)
    replay(owner)
    with access.as_tenant(acme.pk):
        Step.objects.filter(pk=steps[0].pk).update(state="done")
        Step.objects.filter(pk=steps[1].pk).update(state="dead")

    progress = owner.get("/app/acme/failures/run/live/").context["progress"]

    assert (progress.all, progress.done, progress.open, progress.failed) == (3, 1, 1, 1)


def test_a_page_takes_as_many_queries_for_many_failures_as_for_one(
    owner: Client, fail: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(10):
        fail(3, last_error=f"reason {number}")

    for path in READS[:4]:
        with django_assert_max_num_queries(14):
            owner.get(f"/app/acme/failures/{path}")
