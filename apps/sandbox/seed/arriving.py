"""How a lead comes in: the request is read by the product's own reader, and kept byte for byte."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from apps.intake.models import Delivery
from apps.integrations import catalog
from apps.integrations.http import Inbound
from apps.integrations.sources.base import Submission
from apps.leads import capture
from apps.leads.capture import Captured
from apps.leads.models import Lead, Source
from apps.leads.states import State
from apps.outreach.plan import BLOCKED, FRESH

from . import marks
from .bodies import Post
from .rows import Told
from .story import Stage, Story

DNC = "the number is on the do-not-call list"
_MICROSECOND = timedelta(microseconds=1)


def lead(stage: Stage, post: Post, *, at: datetime, is_blocked: bool) -> Story:
    """The request becomes a lead."""
    captured = read(stage, post)
    made = _lead(stage, captured, stage.sources[post.source], at=at)
    made.state = State.BLOCKED if is_blocked else State.NEW
    stage.rows.leads.append(made)
    story = Story(stage, made)
    came = deliver(stage, post, state="accepted", problems=captured.problems, lead=made, at=at)
    _tell(story, came, captured, outcome=BLOCKED if is_blocked else FRESH)
    return story


def again(story: Story, post: Post, *, at: datetime) -> None:
    """The same person is sent once more."""
    came = deliver(story.stage, post, state="duplicate", problems={}, lead=story.lead, at=at)
    story.tell("lead.repeated", at=at, origin=str(came.pk), **_origin(came))


def read(stage: Stage, post: Post) -> Captured:
    """What the product makes of the request. Raises `Unreadable`."""
    [submission] = submissions(stage.sources[post.source], post)
    captured = capture.read(submission, region=stage.tenant.region, allow_fiction=True)
    return captured.with_context(post.headers, sender_ip=f"203.0.113.{stage.random.randrange(1, 255)}")


def submissions(source: Source, post: Post) -> Sequence[Submission]:
    kind = catalog.sender_class(source.kind)
    sender = kind(kind.Settings.model_validate(source.settings), [])
    return sender.read(Inbound("POST", "/", {**post.headers, "Content-Type": post.content_type}, post.body))


def deliver(
    stage: Stage, post: Post, *, state: str, problems: object, at: datetime, lead: Lead | None = None
) -> Delivery:
    """Keep the request."""
    delivery = Delivery(
        id=marks.uuid7(at, random=stage.random),
        tenant=stage.tenant,
        source=stage.sources[post.source],
        lead=lead,
        state=state,
        received_at=at,
        created_at=at,
        content_type=post.content_type,
        headers=post.headers,
        body=post.body,
        body_digest=hashlib.sha256(post.body).digest(),
        problems=problems,
    )
    stage.rows.deliveries.append(delivery)
    return delivery


def _lead(stage: Stage, captured: Captured, source: Source, *, at: datetime) -> Lead:
    return Lead(
        id=marks.uuid7(at, random=stage.random),
        tenant=stage.tenant,
        source=source,
        first_name=captured.first_name,
        last_name=captured.last_name,
        email=captured.email,
        phone=captured.phone,
        answers=dict(captured.answers),
        campaign=dict(captured.campaign),
        submitted_at=captured.submitted_at,
        received_at=at,
    )


def _tell(story: Story, came: Delivery, captured: Captured, *, outcome: str) -> None:
    at, problems = came.received_at, captured.problems
    checks = {"phone": problems.get("phone", "ok"), "email": problems.get("email", "ok"), "outcome": outcome}
    story.tell("lead.received", at=at, **_origin(came))
    story.tell("lead.checked", at=at + _MICROSECOND, **checks)
    if outcome == BLOCKED:
        story.tell("lead.blocked", at=at + _MICROSECOND, reason=DNC)
    routed = story.stage.route(story.lead).facts()
    story.stage.rows.events.append(Told(story.lead.pk, "lead.routed", at + 2 * _MICROSECOND, "", dict(routed)))
    story.tell("lead.committed", at=at + story.stage.seconds(0.0022, 0.016))


def _origin(came: Delivery) -> dict[str, str]:
    return {"source": came.source.slug, "source_name": came.source.name, "delivery": str(came.pk)}
