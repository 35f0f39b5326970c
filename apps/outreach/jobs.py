"""What RQ runs: it carries a step's id and gives no right to it."""

from apps.core import clock
from apps.core.queues import DEFAULT, URGENT

from . import claim, execute


def wake_urgent(step_id: int) -> None:
    """There is urgent work; the step that rang is the one to do, unless another tenant's turn has come."""
    _wake(URGENT)


def wake_default(step_id: int) -> None:
    """There is other work."""
    _wake(DEFAULT)


def _wake(queue: str) -> None:
    if step := claim.next_due(queue):
        execute.claimed(step, clock=clock.now)
