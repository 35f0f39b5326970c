"""Requests that became no lead: a broken Zap, and people who left no way to reach them."""

from datetime import datetime, timedelta

from apps.integrations.errors import Unreadable
from apps.integrations.models import Family
from apps.outreach import plan

from . import alerting, arriving, bodies
from .bodies import Post
from .story import Stage

_BROKEN = b'{"full_name": "{{1. Full Name}}", "email": "{{1. Email}}", "phone_number": '
_NOBODY = b"first_name=Chris&last_name=&email=chris%40&phone=&message=please+call+me"
_BROKEN_AGO = (timedelta(days=9, hours=5), timedelta(days=9, hours=4, minutes=58))
_NOBODY_AGO = (timedelta(days=21, hours=3), timedelta(days=12, hours=7), timedelta(days=2, hours=2))


def tell(stage: Stage) -> None:
    """Keep them as the product would have."""
    for ago in _BROKEN_AGO:
        _parked(stage, Post(bodies.FACEBOOK, bodies.JSON, _BROKEN, {"user-agent": "Zapier"}), at=stage.now - ago)
    for ago in _NOBODY_AGO:
        post = Post(bodies.WEBSITE, bodies.FORM, _NOBODY, {"origin": stage.company.site})
        problems = arriving.read(stage, post).problems
        arriving.deliver(stage, post, state="unreachable", problems=problems, at=stage.now - ago)


def _parked(stage: Stage, post: Post, *, at: datetime) -> None:
    source = stage.sources[post.source]
    try:
        arriving.submissions(source, post)
    except Unreadable as error:
        reason = str(error)
    arriving.deliver(stage, post, state="parked", problems={"body": reason}, at=at)
    hour = f"{source.pk}:{at:%Y%m%d%H}"
    for each in stage.every(Family.ALERTS):
        alert = plan.alert("parked", hour, each.pk, source=source.name, reason=reason)
        if all(step.key != alert.key for step in stage.rows.steps):
            alerting.send_without_lead(stage, stage.promise(alert, lead=None, at=at), since=at)
