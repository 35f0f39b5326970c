"""How the team is told."""

from datetime import datetime

from apps.outreach.models import Step

from .story import Stage, Story


def send(story: Story, step: Step, *, since: datetime) -> None:
    """Carry an alert out."""
    stage = story.stage
    connection = next(each for each in stage.connections if each.pk == step.connection_id)
    started_at = since + stage.seconds(0.012, 0.3)
    sent_at = started_at + stage.seconds(0.06, 0.6)
    story.start(step, at=started_at)
    facts = {"vendor": connection.vendor, "about": step.params["about"]}
    story.tell("alert.sent", at=sent_at, origin=f"step:{step.pk}", **facts)
    story.finish(step, at=sent_at, external_id=_mail_id(stage) if connection.vendor == "email" else "")


def send_without_lead(stage: Stage, step: Step, *, since: datetime) -> None:
    """An alert that is about no lead has no timeline."""
    step.attempt, step.fence, step.claimed_from = 1, 1, Step.State.READY
    step.state, step.done_at = Step.State.DONE, since + stage.seconds(0.1, 0.9)


def _mail_id(stage: Stage) -> str:
    return f"<{stage.random.getrandbits(64):x}@{stage.company.slug}.example>"
