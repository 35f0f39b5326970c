"""What every kind of step must say of itself."""

from abc import ABC, abstractmethod
from typing import ClassVar

from apps.core.clock import Clock
from apps.outreach.models import Step
from apps.outreach.outcomes import Again, Outcome, Unsettled, Waiting


class Handler(ABC):
    """Carries out one kind of step. Opens its own short transactions; none is open around a network call."""

    # Doing it twice is harmless: a vendor's silence is answered by trying again.
    repeatable: ClassVar[bool]
    # How long the vendor's news may take before an unknown step is looked up.
    settle_seconds: ClassVar[float] = 10.0

    @abstractmethod
    def run(self, step: Step, *, clock: Clock) -> Outcome:
        """Carry the step out. Raises the remedies of `integrations.errors`."""

    def reconcile(self, step: Step, *, clock: Clock) -> Outcome:
        """Find out whether an earlier run had its effect."""
        if self.repeatable:
            return Again(0, "doing it twice is harmless")
        return Unsettled(self.settle_seconds, "this kind of step can't be looked up")

    def may_have_happened(self, step: Step) -> bool:
        """Whether a replay must look before it does it again. Runs in the caller's view."""
        return not self.repeatable

    def overdue(self, step: Step, *, clock: Clock) -> Outcome:
        """The vendor's news did not come in time: ask."""
        return self.reconcile(step, clock=clock)

    def postponed(self, step: Step) -> Outcome:
        """Asking failed: ask again later, in the state that the step was in."""
        if step.claimed_from == Step.State.WAITING:
            return Waiting(self.settle_seconds)
        return Unsettled(self.settle_seconds, "the vendor could not be asked")
