"""The timeline's vocabulary in plain words."""

from collections.abc import Mapping, Sequence

import phonenumbers

from apps.calls import dispositions

KINDS = {
    "lead.received": "Lead received",
    "lead.checked": "Number, duplicates and do-not-call checked",
    "lead.not_called": "Not called by itself",
    "lead.routed": "Routed by your rules",
    "lead.committed": "Saved durably",
    "lead.repeated": "Sent again by the source",
    "gate.allowed": "Allowed to reach out",
    "gate.blocked": "Not allowed to reach out",
    "rep.chosen": "Rep chosen",
    "rep.requested": "Rep rung",
    "rep.ringing": "Rep's phone ringing",
    "rep.answered": "Rep picked up",
    "rep.accepted": "Rep accepted the lead",
    "rep.missed": "Rep did not take the lead",
    "rep.left": "Rep hung up",
    "bridge.talking": "Rep and lead are talking",
    "bridge.held": "Lead put on hold",
    "bridge.resumed": "Lead back from hold",
    "bridge.passed": "Lead passed on to another rep",
    "bridge.over": "No rep needed any more",
    "call.requested": "Call sent to the carrier",
    "call.placed": "Carrier took the call",
    "call.ringing": "Phone ringing",
    "call.answered": "Answered",
    "call.completed": "Call ended",
    "call.busy": "Line busy",
    "call.no_answer": "Nobody answered",
    "call.failed": "Call failed",
    "call.canceled": "Call cancelled",
    "call.suppressed": "Second call hung up",
    "call.received": "They called us",
    "call.taken": "Their call was answered",
    "call.finished": "Their call ended",
    "call.missed": "Nobody answered their call",
    "call.abandoned": "They answered, and nobody spoke within two seconds",
    "sms.requested": "Text sent to the carrier",
    "sms.sent": "Text on its way",
    "sms.delivered": "Text delivered",
    "sms.undelivered": "Text not delivered",
    "sms.failed": "Text failed",
    "sms.received": "Lead wrote back",
    "email.requested": "E-mail handed to the mail server",
    "email.sent": "E-mail sent",
    "email.bounced": "E-mail came back: there is no such address",
    "email.unsubscribed": "Unsubscribed from your e-mails",
    "email.resubscribed": "Wants your e-mails again",
    "optout.recorded": "Opted out",
    "optout.lifted": "Opted in again",
    "cadence.planned": "Next attempt planned",
    "cadence.unavailable": "The rule's cadence is not in use: the usual one is followed",
    "cadence.stopped": "No further attempts",
    "cadence.ended": "Every attempt was in vain",
    "conversation.opened": "Agent on the line",
    "conversation.ended": "Conversation over",
    "conversation.noted": "Agent took a note",
    "call.met": "Somebody listened who picked up",
    "recording.decided": "Recording",
    "recording.kept": "Recording of the rep's call kept",
    "recording.failed": "The call could not be recorded",
    "recording.deleted": "Recording deleted",
    "conversation.transferred": "Put through to a person",
    "conversation.broken": "Conversation broke off",
    "appointment.held": "Times offered and held",
    "appointment.booked": "Appointment booked",
    "appointment.pending": "Appointment agreed: the calendar is told as soon as it answers",
    "appointment.slot_taken": "The time was taken meanwhile",
    "appointment.moved": "Appointment moved",
    "appointment.cancelled": "Appointment cancelled",
    "appointment.failed": "The calendar refused the appointment",
    "appointment.unavailable": "The calendar could not be asked",
    "lead.enriched": "Facts about the lead",
    "number.checked": "Number checked",
    "consent.kept": "Consent certificate kept",
    "consent.failed": "Consent certificate could not be kept",
    "words.erased": "What was said was erased",
    "evidence.exported": "Evidence taken out",
    "crm.written": "Written to the CRM",
    "crm.flagged": "CRM told of the opt-out",
    "crm.noted": "Conversation noted in the CRM",
    "alert.sent": "Team told",
    "source.paused": "Source paused: it looks like fraud",
    "plan.eased": "Your plan has room again: what it held goes on",
}
BY_CHANNEL = {
    ("optout.recorded", "call"): "Asked for no more calls",
    ("optout.recorded", "sms"): "Asked for no more texts",
    ("crm.flagged", "all"): "CRM told: no calls, no texts",
    ("crm.flagged", "call"): "CRM told: no calls",
    ("crm.flagged", "sms"): "CRM told: no texts",
    ("crm.flagged", "none"): "CRM told: may be contacted again",
}
# On the badge of a lead whose number is on the do-not-call list.
CLOSED = {"all": "Do not contact", "call": "No calls", "sms": "No texts"}
STEPS = {
    "call": "Call",
    "sms": "Text message",
    "email": "E-mail",
    "crm": "CRM record",
    "crm_opt_out": "Opt-out in the CRM",
    "crm_conversation": "Conversation in the CRM",
    "alert": "Team alert",
    "consent": "Consent certificate",
    "enrich": "Facts about the lead",
    "scrub": "Check of the number",
    "hang_up": "Hang-up",
    "recording": "Bringing the recording here",
    "charges": "Asking what was charged",
    "retention": "Deleting old recordings",
    "waveform": "Reading how loud a recording is",
    "give_up": "End of the cadence",
    "book": "Appointment in the calendar",
    "ring_rep": "Ring of a rep",
    "next_rep": "Next rep's turn",
    "hang_up_rep": "Hang-up of a rep",
    "resume_lead": "Back from hold",
    "move_lead": "Putting the lead through",
    "call_lead": "Go-ahead for the call",
    "fetch": "Fetching the lead",
    "look_back": "Looking for leads that nobody told of",
    "let_go": "Going on with what the plan had held",
    "usage_mail": "Mail that the plan runs short",
}
_STEP_NEWS = {
    "started": "started",
    "retried": "failed, will be tried again",
    "postponed": "waits until it is allowed",
    "unknown": "unclear, being looked up",
    "skipped": "skipped",
    "held": "held",
    "dead": "failed for good",
    "cancelled": "cancelled",
    "replayed": "started again by a person",
    "replay_stopped": "not started again after all",
}
# Whose one fact says it all.
_TOLD_BY_FACT = {
    "call.requested": "number",
    "call.taken": "by",
    "conversation.ended": "disposition",
    "conversation.noted": "note",
    "words.erased": "by",
    "conversation.transferred": "to",
    "conversation.broken": "reason",
    "rep.requested": "rep_name",
    "rep.accepted": "rep_name",
    "rep.missed": "says",
    "bridge.talking": "rep_name",
    "bridge.over": "says",
}
_LABELS = {"gap_ms": "Usual pause before a reply", "is_qualified": "Qualified", "turns": "Lines spoken"}
_BAD = frozenset(
    {
        "step.dead",
        "step.retried",
        "gate.blocked",
        "source.paused",
        "lead.blocked",
        "appointment.failed",
        "appointment.slot_taken",
        "appointment.unavailable",
        "conversation.broken",
        "call.abandoned",
        "call.failed",
        "call.missed",
        "consent.failed",
        "sms.failed",
        "sms.undelivered",
        "email.bounced",
        "recording.failed",
    }
)
_ACRONYMS = frozenset({"crm", "gclid", "id", "ip", "sms", "url", "utm", "zip"})


def event(kind: str, facts: Mapping[str, object]) -> str:
    """What happened, as one would say it; an unknown kind is spelt out."""
    family, _, what = kind.partition(".")
    if family == "step":
        return f"{step(str(facts.get('step_kind', '')))}: {_STEP_NEWS.get(what, what)}"
    if kind == "gate.blocked" and (says := facts.get("says")):
        return str(says)
    if kind in _TOLD_BY_FACT and (told := facts.get(_TOLD_BY_FACT[kind])):
        return f"{KINDS[kind]}: {fact(_TOLD_BY_FACT[kind], told)}"
    if kind == "recording.decided":
        return _recording(facts)
    if kind == "consent.failed" and facts.get("weakens"):
        return f"The proof of consent does not count: {facts.get('reason', '')}"
    known = BY_CHANNEL.get((kind, str(facts.get("channel")))) or KINDS.get(kind)
    return known or f"{label(family).capitalize()}: {label(what)}"


def _recording(facts: Mapping[str, object]) -> str:
    """ "Recorded, and everybody is told: California (the lead): everybody must know"."""
    how = "Recorded, and everybody is told" if facts.get("announces") else "Recorded"
    return f"{how if facts.get('records') else 'Not recorded'}: {facts.get('says', '')}"


def step(kind: str) -> str:
    return STEPS.get(kind) or label(kind) or "Step"


def is_bad(kind: str) -> bool:
    return kind in _BAD


def fact(name: str, what: object) -> str:
    """A fact's value on one line."""
    if name == "disposition":
        return dispositions.says(str(what))
    return f"{value(what)} ms" if name.endswith("_ms") and what is not None else value(what)


def label(name: str) -> str:
    """A fact's or an answer's name: "provider_id" → "Provider ID"."""
    if name in _LABELS:
        return _LABELS[name]
    words = name.replace("_", " ").replace("-", " ").replace(".", " ").split()
    told = [word.upper() if word.lower() in _ACRONYMS else word for word in words]
    return " ".join([told[0][:1].upper() + told[0][1:], *told[1:]]) if told else ""


def value(what: object) -> str:
    """A JSON value on one line."""
    if isinstance(what, Mapping):
        if says := what.get("says"):
            return str(says)
        return ", ".join(f"{label(str(name))}: {value(part)}" for name, part in what.items())
    if isinstance(what, Sequence) and not isinstance(what, str):
        return "; ".join(map(value, what))
    if isinstance(what, bool):
        return "yes" if what else "no"
    return "" if what is None else str(what)


def phone(e164: str) -> str:
    """Spaced for the eye: "+1 214-555-0143"."""
    if not e164:
        return ""
    number = phonenumbers.parse(e164)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
