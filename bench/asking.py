"""The gate before a call, timed in its two halves: what it reads by one round trip, and what it makes of that."""

import time

from django.db import connection

from apps.calls.reading import Contact
from apps.compliance import gate
from apps.compliance.verdict import Channel
from apps.core import clock
from apps.outreach.ledger import subject
from apps.outreach.models import Step
from apps.tenants import access
from bench import leads


def spare_the_disk() -> None:
    """Let this thread's commits wait for no flush: checks are timed here, `bench.ingest` has the disk."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


class Gate:
    """Of one tenant."""

    def __init__(self, tenant_id: int) -> None:
        self._tenant_id = tenant_id

    def ask(self, number: int) -> tuple[float, float, float]:
        """Seconds of the question, of the core, and of its CPU, for a lead's first call. Raises `DoesNotExist`."""
        with access.as_tenant(self._tenant_id):
            step = Step.objects.get(kind="call", lead__phone=leads.phone(number))
        began = time.perf_counter()
        _, read = subject.before(step, Contact(Channel.CALL, clock.now(), step_id=step.pk))
        asked, worked = time.perf_counter(), time.thread_time()
        gate.decide(read.facts, read.pack)
        return asked - began, time.perf_counter() - asked, time.thread_time() - worked
