"""What a notice that only names leads waits for: the steps that fetch them, and another try of those that failed."""

from datetime import datetime

from apps.integrations.errors import NoLead, Unreadable
from apps.integrations.http import Inbound
from apps.outreach import plan, replay
from apps.outreach.models import Step
from apps.outreach.replay import NotReplayable

from . import doors
from .models import Delivery


def steps(delivery: Delivery, *, now: datetime) -> list[Step]:
    """The steps that the notice has promised, in the view of its tenant; found by the ids that it names."""
    came = Inbound("POST", "", {"Content-Type": delivery.content_type}, bytes(delivery.body))
    try:
        named = doors.of(delivery.source, now=now).sender.named(came)
    except (Unreadable, NoLead):
        return []
    keys = [plan.fetch_key(delivery.source_id, each.id) for each in named]
    return list(Step.objects.for_tenant(delivery.tenant_id).filter(key__in=keys).order_by("pk"))


def again(delivery: Delivery, *, now: datetime, by: str) -> int:
    """Have what failed or is held fetched again, in the caller's transaction; gives how many steps."""
    freed = 0
    for step in steps(delivery, now=now):
        try:
            replay.step(delivery.tenant_id, step.pk, now=now, by=by)
        except NotReplayable:
            continue
        freed += 1
    return freed
