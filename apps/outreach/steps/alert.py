"""Tell the team: a new lead, a step that failed for good, credentials refused, a form that is not understood."""

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings

from apps.core.clock import Clock
from apps.integrations.alerts.base import Alert
from apps.leads.models import Lead
from apps.outreach import kit, usage_words
from apps.outreach.ledger import subject, told
from apps.outreach.models import Step
from apps.outreach.outcomes import Again, Outcome, Recorded, Skipped
from apps.tenants import access
from apps.tenants.models import Tenant

from .base import Handler as BaseHandler

LOOK_AGAIN_SECONDS = 5.0
UNDER_WAY = (Step.State.READY, Step.State.LEASED, Step.State.UNKNOWN)


class Handler(BaseHandler):
    """Told twice is no harm."""

    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        works = kit.of(step.tenant_id, now=clock())
        connection = works.connection(step.connection_id)
        if connection is None:
            return Skipped("the messenger's connection is switched off", code="switched_off")
        alert = _alert(step, works.tenant)
        if ends := step.params.get("ends"):
            if _is_still_to_be_told(step, ends):
                return Again(LOOK_AGAIN_SECONDS, "what it ends was not told yet", costs_attempt=False)
            sent_id = connection.alerts().resolve(replace(alert, key=ends))
        else:
            sent_id = connection.alerts().send(alert)
        facts = {"vendor": connection.vendor, "about": step.params["about"]}
        told.done(step, "alert.sent", facts, external_id=sent_id, now=clock())
        return Recorded(Step.State.DONE)


def _is_still_to_be_told(step: Step, key: str) -> bool:
    """An end that overtakes its beginning would leave an incident open for ever."""
    with access.as_tenant(step.tenant_id):
        under_way = Step.objects.for_tenant(step.tenant_id).filter(key=key, state__in=UNDER_WAY)
        return under_way.exists()


def _alert(step: Step, tenant: Tenant) -> Alert:
    about = subject.of(step) if step.lead_id else None
    lead = about.lead if about else None
    title, text = words(step, lead)
    path = f"leads/{lead.pk}/" if lead else ""
    return Alert(
        title=title,
        text=text,
        link=f"{settings.LEADHUB_BASE_URL}/app/{tenant.slug}/{path}",
        facts=[("Lead", str(about.lead)), ("Source", about.source_name)] if about else [],
        key=step.key,
    )


def words(step: Step, lead: Lead | None) -> tuple[str, str]:
    """The title and the text of what the step tells."""
    return _WORDS[step.params["about"]](step, lead)


def _new_lead(step: Step, lead: Lead | None) -> tuple[str, str]:
    return "New lead", f"{lead} came in."


def _step_dead(step: Step, lead: Lead | None) -> tuple[str, str]:
    says = step.params.get("reason", "")
    kind = str(step.params.get("kind")).replace("_", " ")
    return f"A {kind} step failed", f"It was tried until the end and failed: {says}"


def _unauthorized(step: Step, lead: Lead | None) -> tuple[str, str]:
    says = step.params.get("reason", "")
    return "A connection's credentials are refused", f"Nothing is sent by it until they are changed: {says}"


def _parked(step: Step, lead: Lead | None) -> tuple[str, str]:
    says, source = step.params.get("reason", ""), step.params.get("source", "")
    return "A form is not understood", f"{source} sent something that could not be read ({says}). It is kept."


def _lead_waits(step: Step, lead: Lead | None) -> tuple[str, str]:
    source = step.params.get("source", "")
    return "A lead is waiting to be fetched", f"{source} only names it: connect its account under Connections."


def _vendor_down(step: Step, lead: Lead | None) -> tuple[str, str]:
    says, name = step.params.get("reason", ""), step.params.get("name", "")
    return f"{name} does not answer", f"What waits for it is sent as soon as it is back ({says})."


def _vendor_back(step: Step, lead: Lead | None) -> tuple[str, str]:
    return f"{step.params.get('name', '')} answers again", "What waited for it goes now."


def _endpoint_off(step: Step, lead: Lead | None) -> tuple[str, str]:
    says, name = step.params.get("reason", ""), step.params.get("name", "")
    return (
        f"The webhook {name} is switched off",
        f"Its receiver: {says}. Turn it on under Connections; then send again.",
    )


def _crm_slow(step: Step, lead: Lead | None) -> tuple[str, str]:
    told = step.params
    figures = f"{told.get('average_ms')} ms on average, and one in twenty more than {told.get('p95_ms')} ms"
    consequence = "Calls don't wait for it, but whoever rings may not find the lead there yet."
    return f"{told.get('name', '')} is slow", f"Its last {told.get('count')} new records took {figures}. {consequence}"


def _source_paused(step: Step, lead: Lead | None) -> tuple[str, str]:
    says, name = step.params.get("reason", ""), step.params.get("name", "")
    return (
        f"The source {name} is paused",
        f"It looks like fraud: {says}. Its leads are kept, but not contacted until somebody resumes it under Sources.",
    )


def _spend(step: Step, lead: Lead | None) -> tuple[str, str]:
    says, most = step.params.get("budget", ""), step.params.get("most", "")
    if step.params.get("is_spent"):
        return (
            f"The budget of the {says} is spent",
            f"{most} are used up or reserved: calls and texts wait until it resets.",
        )
    return f"The budget of the {says} runs short", f"More than four fifths of {most} are spent or reserved."


def _booking_lost(step: Step, lead: Lead | None) -> tuple[str, str]:
    says, when = step.params.get("reason", ""), step.params.get("when", "")
    return f"An appointment is lost: {when}", f"{lead} counts on it, but {says}. Call them for another time."


def _number_off(step: Step, lead: Lead | None) -> tuple[str, str]:
    says, name = step.params.get("reason", ""), step.params.get("name", "")
    if step.params.get("then") == "quarantine":
        return f"Your number {name} is out of use", f"{says}. Look at it under Numbers, and use it again there."
    return f"Your number {name} rests", f"{says}. It is used again by itself; see Numbers."


def _call_missed(step: Step, lead: Lead | None) -> tuple[str, str]:
    return "A lead called, and nobody answered", f"{lead} called us back. Nothing calls them by itself now: call them."


def _abandonment(step: Step, lead: Lead | None) -> tuple[str, str]:
    told = step.params
    figures = f"{told.get('abandoned')} of {told.get('answered')} answered calls ({told.get('percent')} %)"
    consequence = "The law allows 3 %. A manager releases them under My calls."
    says = f"In {figures} of the last 30 days nobody spoke within two seconds. {consequence}"
    return "Calls for reps alone are paused", says


def _usage(step: Step, lead: Lead | None) -> tuple[str, str]:
    return usage_words.of(step.params)


_WORDS: dict[str, Callable[[Step, Lead | None], tuple[str, str]]] = {
    "new_lead": _new_lead,
    "step_dead": _step_dead,
    "unauthorized": _unauthorized,
    "parked": _parked,
    "lead_waits": _lead_waits,
    "vendor_down": _vendor_down,
    "vendor_back": _vendor_back,
    "endpoint_off": _endpoint_off,
    "crm_slow": _crm_slow,
    "source_paused": _source_paused,
    "spend": _spend,
    "booking_lost": _booking_lost,
    "number_off": _number_off,
    "call_missed": _call_missed,
    "abandonment": _abandonment,
    "usage": _usage,
}
