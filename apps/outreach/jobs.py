"""What RQ runs: it carries a step's id and gives no right to it."""

from apps.core import clock, queues
from apps.core.queues import DEFAULT, URGENT
from apps.tenants import access

from . import claim, execute

# A job ends now and then, so that RQ sees its worker alive and able to stop.
MOST_STEPS = 50


def wake_urgent(step_id: int) -> None:
    """There is urgent work; the step that rang is the first to do, unless another tenant's turn has come."""
    _wake(URGENT)


def wake_default(step_id: int) -> None:
    """There is other work."""
    _wake(DEFAULT)


def _wake(queue: str) -> None:
    for _ in range(MOST_STEPS):
        step = claim.next_due(queue)
        if step is None:
            return
        # What this step promises on the same queue is found by the next look: no doorbell for ourselves.
        with queues.awake(queue) as worker:
            execute.claimed(step, clock=clock.now)
        access.renew_plans()
        if not (step.are_others_due or worker.is_rung):
            return
