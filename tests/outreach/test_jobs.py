"""A worker that is woken goes on while there is work, and looks no more when nothing can be there."""

import pytest
from django.db import connection

from apps.core.queues import URGENT
from apps.outreach import claim, jobs
from apps.outreach.models import Step
from apps.tenants import plans
from tests.integrations.telephony.test_twilio import call

from .conftest import Office


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """The steps that each look of the worker found."""
    found: list[int | None] = []
    look = claim.next_due

    def seen(queue: str) -> Step | None:
        step = look(queue)
        found.append(step.pk if step else None)
        return step

    monkeypatch.setattr(claim, "next_due", seen)
    return found


def test_all_that_is_due_is_done_with_one_wake(office: Office, looks: list[int | None]) -> None:
    steps = [office.promise("call", office.lead()) for _ in range(3)]

    jobs.wake_urgent(steps[0].pk)

    assert looks == [step.pk for step in steps]


def test_nothing_due_is_one_look(office: Office, looks: list[int | None]) -> None:
    jobs.wake_urgent(1)

    assert looks == [None]


def test_what_a_step_promises_on_its_own_queue_is_done_by_the_same_worker(
    office: Office, looks: list[int | None]
) -> None:
    office.connect("telephony")
    office.connect("sms")
    office.play(texting="always")
    step = office.promise("call", office.lead())
    office.peer.replies(201, call())

    jobs.wake_urgent(step.pk)

    [text] = office.all(Step, kind="sms", queue=URGENT)
    assert looks[:2] == [step.pk, text.pk]


def test_between_two_steps_a_worker_plans_anew_what_the_tables_have_outgrown(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    growth = plans.Growth()
    growth.is_at_leisure = True
    monkeypatch.setattr(plans, "growth", growth)
    growth.saw(0)
    jobs.wake_urgent(1)
    growth.saw(10 * plans.FEW_PAGES)

    jobs.wake_urgent(office.promise("call", office.lead()).pk)

    assert not growth.are_old(connection.connection, at=0.0)
