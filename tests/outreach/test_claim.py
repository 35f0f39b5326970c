"""Who gets which step: one worker at a time, in a fair order, and not before its time."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, connections

from apps.core import clock
from apps.core.queues import DEFAULT, URGENT
from apps.leads.models import Source
from apps.outreach import claim, execute
from apps.outreach.models import Step
from apps.tenants import access, plans
from apps.tenants.models import Tenant

from .conftest import Office


def in_threads[Found](work: Callable[[], Found], *, threads: int = 8) -> list[Found]:
    """The same work by several workers at once, each with a connection of its own."""

    def alone() -> Found:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return [each.result() for each in [pool.submit(alone) for _ in range(threads)]]


def claim_all() -> list[int]:
    taken = []
    while step := claim.next_due(URGENT):
        taken.append(step.pk)
    return taken


def rival(office: Office) -> Office:
    tenant = Tenant.objects.create(slug="rival", name="Rival Roofs")
    with access.as_tenant(tenant.pk):
        source = Source.objects.create(tenant=tenant, slug="website", name="Website form")
    return Office(tenant, source, office.peer)


def test_each_step_goes_to_one_of_eight_workers(office: Office) -> None:
    steps = [office.promise("call", office.lead()).pk for _ in range(40)]

    taken = [pk for share in in_threads(claim_all) for pk in share]

    assert sorted(taken) == steps


def test_a_large_import_does_not_delay_another_tenants_lead(office: Office) -> None:
    for _ in range(20):
        office.promise("call", office.lead(), due_at=clock.now() - timedelta(minutes=5))
    other = rival(office)
    [late] = [other.promise("call", other.lead())]

    taken = [claim.next_due(URGENT) for _ in range(2)]

    assert late.pk in [step.pk for step in taken if step]


def test_the_tenant_with_less_in_hand_is_next(office: Office) -> None:
    other = rival(office)
    for each in (office, other):
        for _ in range(3):
            each.promise("call", each.lead())

    order = [step.tenant_id for _ in range(6) if (step := claim.next_due(URGENT))]

    pairs = [set(order[n : n + 2]) for n in (0, 2, 4)]
    assert pairs == [{office.tenant.pk, other.tenant.pk}] * 3


def test_a_call_goes_before_a_text_that_waits_longer(office: Office) -> None:
    office.promise("sms", office.lead(), priority=2, due_at=clock.now() - timedelta(minutes=1))
    fresh = office.promise("call", office.lead(), priority=0)

    step = claim.next_due(URGENT)

    assert step is not None
    assert step.pk == fresh.pk


def test_a_step_is_not_claimed_before_its_time(office: Office) -> None:
    office.promise("call", office.lead(), due_at=clock.now() + timedelta(seconds=30))

    assert claim.next_due(URGENT) is None


def test_a_step_of_another_queue_is_not_ours(office: Office) -> None:
    office.promise("crm", office.lead(), queue=DEFAULT)

    assert claim.next_due(URGENT) is None


def test_the_sweeper_leaves_a_fresh_step_to_its_doorbell(office: Office) -> None:
    office.promise("call", office.lead())

    assert claim.next_due(URGENT, grace_ms=5_000) is None
    assert claim.ids_due(URGENT, most=10, grace_ms=5_000) == []
    assert len(claim.ids_due(URGENT, most=10, grace_ms=0)) == 1


def test_each_claim_raises_the_fence_and_a_first_try_is_counted(office: Office) -> None:
    step = office.promise("call", office.lead())
    first = office.claim(step)
    office.set(step, state="unknown")

    second = office.claim(step)

    assert (first.fence, first.attempt, first.claimed_from) == (1, 1, "ready")
    assert (second.fence, second.attempt, second.claimed_from) == (2, 1, "unknown")


@pytest.mark.parametrize(
    ("kind", "claimed_from", "becomes"),
    [
        ("alert", "ready", "ready"),
        ("crm", "ready", "ready"),
        ("hang_up", "ready", "ready"),
        ("call", "ready", "unknown"),
        ("sms", "ready", "unknown"),
        ("telepathy", "ready", "unknown"),
        ("call", "unknown", "unknown"),
        ("call", "waiting", "waiting"),
    ],
)
def test_a_dead_workers_step_is_freed(office: Office, kind: str, claimed_from: str, becomes: str) -> None:
    step = office.claim(office.promise(kind, office.lead(), state=claimed_from))
    office.set(step, lease_until=clock.now() - timedelta(seconds=1))

    assert claim.free_lapsed(execute.repeatable_kinds()) == 1

    freed = office.now(step)
    assert (freed.state, freed.fence, freed.lease_until) == (becomes, step.fence + 1, None)


def test_a_living_workers_step_is_left_to_it(office: Office) -> None:
    step = office.claim(office.promise("alert", office.lead()))

    assert claim.free_lapsed(execute.repeatable_kinds()) == 0
    assert office.now(step).state == "leased"


def test_a_claim_is_told_with_the_try_it_is(office: Office) -> None:
    office.claim(office.promise("call", office.lead()))

    assert "step.started" in office.timeline()


def test_params_come_back_as_they_were_promised(office: Office) -> None:
    step = office.promise("alert", office.lead(), params={"about": "parked", "n": [1]})

    assert office.claim(step).params == {"about": "parked", "n": [1]}


def test_a_claimed_step_is_the_row_in_all_its_columns(office: Office) -> None:
    taken = office.claim(office.promise("call", office.lead()))

    def columns(step: Step) -> dict[str, object]:
        return {field.attname: getattr(step, field.attname) for field in Step._meta.concrete_fields}

    assert columns(taken) == columns(office.now(taken))


def test_a_candidate_is_looked_up_by_its_id_however_few_steps_were_due_when_it_was_planned(office: Office) -> None:
    """A plan lives for minutes: one that reads all that is due for each candidate stalls everybody in a rush."""
    with access.as_tenant(office.tenant.pk):
        done = {
            "tenant": office.tenant,
            "kind": "crm",
            "queue": URGENT,
            "state": Step.State.DONE,
            "due_at": clock.now(),
        }
        Step.objects.bulk_create(Step(key=f"done:{nth}", priority=3, **done) for nth in range(3_000))
    server = os.environ["TEST_SUPERUSER_URL"].rpartition("/")[0]
    with psycopg.connect(f"{server}/{connection.settings_dict['NAME']}", autocommit=True) as superuser:
        superuser.execute("ANALYZE outreach_step")  # as autovacuum does in a quiet hour

    with access.as_platform(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {plans.BY_INDEX}")
        cursor.execute("EXPLAIN " + claim.NEXT, {"queue": URGENT, "grace_ms": "0", "lease": "30"})
        plan = [line.strip() for (line,) in cursor.fetchall()]

    assert "Index Cond: (id = candidates.id)" in plan
