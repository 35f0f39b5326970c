"""How a lead was written to between two calls."""

from datetime import datetime

from apps.calls.models import Email
from apps.integrations.models import Connection, Family
from apps.outreach import letters
from apps.outreach.letters import Words
from apps.outreach.models import Step
from apps.outreach.way_out import WayOut

from . import marks
from .story import Story


def send(story: Story, step: Step, *, since: datetime) -> None:
    """Carry out an e-mail's step that is due at `since`; passed over where there is no address, or no server."""
    stage = story.stage
    at = since + stage.seconds(0.01, 0.3)
    story.start(step, at=at)
    servers = stage.every(Family.MAIL)
    if not (story.lead.email and servers):
        _passed_over(story, step, at=at)
        return
    story.allow(step, "email", at=at + stage.seconds(0.001, 0.003))
    asked_at = at + stage.seconds(0.004, 0.02)
    email = _intend(story, step, servers[0], at=asked_at)
    email.state, email.sent_at = Email.State.SENT, asked_at + stage.seconds(0.05, 0.8)
    facts = {"vendor": servers[0].vendor, "message_id": email.message_id}
    story.tell("email.sent", at=email.sent_at, origin=f"step:{step.pk}", **facts)
    story.finish(step, at=email.sent_at, external_id=email.message_id)


def _passed_over(story: Story, step: Step, *, at: datetime) -> None:
    reason, code = ("no mail server for e-mails to leads is connected", "no_connection")
    if not story.lead.email:
        reason, code = ("the lead has left no e-mail address", "no_email")
    step.state, step.done_at, step.last_error, step.error_code = Step.State.SKIPPED, at, reason, code
    facts = {"step": step.pk, "step_kind": step.kind, "attempt": step.attempt, "reason": reason, "code": code}
    story.tell("step.skipped", at=at, origin=f"step:{step.pk}:{step.fence}", **facts)


def _intend(story: Story, step: Step, server: Connection, *, at: datetime) -> Email:
    stage = story.stage
    said = Words(str(step.params["subject"]), str(step.params["text"]))
    words = letters.fill(said, lead=story.lead, tenant=stage.tenant, playbook=stage.playbook)
    url = WayOut(stage.tenant.pk, step.pk).url
    email = Email(
        id=marks.uuid7(at, random=stage.random),
        tenant=stage.tenant,
        lead=story.lead,
        step_id=step.pk,
        connection=server,
        address=story.lead.email,
        subject=words.subject,
        body=letters.whole(words.text, tenant=stage.tenant, playbook=stage.playbook, unsubscribe_url=url),
        message_id=letters.message_id(stage.tenant.pk, step.pk),
        created_at=at,
    )
    stage.rows.emails.append(email)
    story.tell("email.requested", at=at, origin=f"step:{step.pk}:{step.fence}", vendor=server.vendor)
    return email
