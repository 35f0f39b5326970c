"""What the speed of a lead is measured by: from the moment it was received to an event on its timeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Hop:
    """Ends at the first event of this kind; `step_kind`, if any, is what the event's facts must name."""

    name: str
    event: str
    step_kind: str = ""


HOPS = (
    Hop("received_to_committed", "lead.committed"),
    Hop("received_to_claimed", "step.started", step_kind="call"),
    Hop("received_to_carrier", "call.requested"),
    Hop("received_to_ringing", "call.ringing"),
    Hop("received_to_answered", "call.answered"),
    Hop("received_to_sms", "sms.sent"),
    Hop("received_to_crm", "crm.written"),
)


@dataclass(frozen=True)
class Percentiles:
    """In milliseconds, over `count` leads; all None where no lead got there."""

    count: int = 0
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None


Speeds = Mapping[str, Percentiles]


@dataclass(frozen=True)
class SpeedReport:
    """By hop; `days` are in the tenant's zone, the oldest first."""

    speeds: Speeds
    days: Mapping[date, Speeds]


def ms_between(start: datetime, end: datetime) -> float:
    """Milliseconds with microseconds as decimals; negative where a vendor's clock is behind ours."""
    return (end - start) / MILLISECOND


def every_hop(found: Mapping[str, Percentiles]) -> Speeds:
    """Hops that no lead has made are there too, and count none."""
    return {hop.name: found.get(hop.name, Percentiles()) for hop in HOPS}
