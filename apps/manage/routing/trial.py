"""Use case: treat a lead as if it came in now, by rules in force or by a draft, and leave no trace."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from apps.compliance import agreed
from apps.compliance.rules.rows import Consent
from apps.integrations.models import Connection
from apps.integrations.sources.base import Submission
from apps.leads import capture, findings
from apps.leads.capture import Captured
from apps.leads.models import Lead, Source
from apps.outreach import climbing, openings, plan
from apps.outreach.cadence import spoken
from apps.outreach.climbing import Begun
from apps.outreach.models import Playbook
from apps.outreach.openings import Person
from apps.outreach.plan import Planned
from apps.routing import choose, decide
from apps.routing.chosen import Chosen, Wanted
from apps.routing.decide import Compiled, Routed, RuleTrace
from apps.routing.subject import Subject
from apps.tenants.models import Tenant


@dataclass(frozen=True)
class Trial:
    """What would happen. `traces` are all rules, `chosen` is None where no person is wanted."""

    lead: Lead
    problems: Sequence[tuple[str, str]]
    routed: Routed
    traces: Sequence[RuleTrace]
    chosen: Chosen | None
    refusal: str
    steps: Sequence[Planned]
    calls: str
    begun: Begun

    @property
    def is_called(self) -> bool:
        return bool(self.calls)

    @property
    def follow_up(self) -> str:
        """The cadence that the lead would get, in words; "" for one who is not called at all."""
        if not any(step.kind == "call" for step in self.steps):
            return ""
        missing = f"no cadence “{self.begun.missing}” is in use, so by " if self.begun.missing else "by "
        name = f"“{self.begun.name}”" if self.begun.name else "the usual cadence"
        return f"{missing}{name}: {spoken.preview(self.begun.ladder)}"


@dataclass(frozen=True)
class Asked:
    """Whom to ask by which rules, at which moment."""

    tenant: Tenant
    rules: Compiled
    now: datetime


def of_submission(submission: Submission, *, source: Source, asked: Asked) -> Trial:
    """A form as a sender would send it, read as every form is."""
    tenant = asked.tenant
    captured = capture.read(submission, region=tenant.region, allow_fiction=tenant.is_demo)
    subject = decide.as_asked(captured, source=source, zone=tenant.zone, now=asked.now)
    lead = Lead(
        tenant=tenant,
        source=source,
        first_name=captured.first_name,
        last_name=captured.last_name,
        email=captured.email,
        phone=captured.phone,
        is_test=captured.is_test,
        received_at=asked.now,
    )
    return _tried(lead, subject, asked, person=_person(captured, source), problems=list(captured.problems.items()))


def of_lead(lead: Lead, *, asked: Asked) -> Trial:
    """A past lead once more, by what services have told of it since."""
    found = findings.good(lead, now=asked.now)
    subject = decide.as_kept(lead, zone=asked.tenant.zone, now=asked.now, found=found)
    person = replace(openings.person(lead), asked_now=lead.source.asked_now)
    return _tried(lead, subject, asked, person=person, problems=[])


def _person(captured: Captured, source: Source) -> Person:
    """Who sends the form, by the consent that it would prove."""
    proof = agreed.read(captured, beside_button=source.consent_text)
    level = proof.level if proof else Consent.INQUIRY
    return Person(captured.phone, captured.answers, level, source.asked_now)


def _tried(lead: Lead, subject: Subject, asked: Asked, *, person: Person, problems: Sequence[tuple[str, str]]) -> Trial:
    tenant, routed = asked.tenant, decide.of(asked.rules, subject)
    steps = plan.for_lead(
        str(lead.pk),
        has_phone=bool(lead.phone),
        playbook=Playbook.of(tenant),
        connections=Connection.objects.for_tenant(tenant).filter(is_active=True).order_by("id"),
        routed=routed,
    )
    refusal = _refusal(person, asked)
    is_called = not refusal and any(step.kind == "call" for step in steps)
    return Trial(
        lead=lead,
        problems=problems,
        routed=routed,
        traces=decide.explain(asked.rules, subject),
        chosen=_chosen(lead, routed, asked),
        refusal=refusal,
        steps=steps,
        calls=lead.phone if is_called else "",
        begun=climbing.begin(tenant.pk, source_id=lead.source_id, name=routed.actions.cadence),
    )


def _chosen(lead: Lead, routed: Routed, asked: Asked) -> Chosen | None:
    if not routed.actions.wants_a_person:
        return None
    return choose.preview(lead, tenant=asked.tenant, wanted=Wanted.from_actions(routed.actions), now=asked.now)


def _refusal(person: Person, asked: Asked) -> str:
    """The gate's verdict on a call, in words; "" where it has nothing against it."""
    if not person.phone:
        return ""
    verdict = openings.at(person, asked.tenant, now=asked.now)
    return "" if verdict.is_allowed else verdict.sentence
