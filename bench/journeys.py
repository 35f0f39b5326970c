"""How long a lead takes through the whole product: to a worker's claim, and to the carrier."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bench import leads, load
from bench.figures import Figures, percentiles
from bench.ingest import Tally, tally
from bench.load import Answer, Plan
from bench.stand import Stand

_RATE_TO_CARRIER, _RATE_TO_CLAIM = 20, 5
_WARM_UP_LEADS = 20
# The stamp is taken just before the commit is flushed, so the flush counts as part of the way.
_CLAIMS = """
SELECT EXTRACT(epoch FROM min(claimed.occurred_at) - pg_xact_commit_timestamp(received.xmin))::float
FROM leads_event received JOIN leads_event claimed USING (lead_id)
WHERE received.kind = 'lead.received' AND received.lead_id = ANY(%s::uuid[])
  AND claimed.kind = 'step.started' AND claimed.facts ->> 'step_kind' = 'call'
GROUP BY received.lead_id, received.xmin
"""
_RECEIVED = """
SELECT lead_id::text, occurred_at FROM leads_event WHERE kind = 'lead.received' AND lead_id = ANY(%s::uuid[])
"""


def doorbell(stand: Stand, *, seconds: float) -> tuple[Figures, Tally]:
    """From the commit of an idle product's lead to the claim of its call."""
    sent = _sent(stand, rate=_RATE_TO_CLAIM, seconds=seconds)
    found = [row[0] for row in stand.rows(_CLAIMS, _acked(sent))]
    return percentiles("doorbell", found), _with_missing(stand, sent, reached=len(found))


def carrier(stand: Stand, *, seconds: float) -> tuple[Figures, Tally]:
    """From a lead's arrival, and from its sending, to the call's request at the carrier."""
    sent = _sent(stand, rate=_RATE_TO_CARRIER, seconds=seconds)
    received = {lead: at.timestamp() for lead, at in stand.rows(_RECEIVED, _acked(sent))}
    placed = _placed(stand)
    reached = [answer for answer in sent if leads.phone(answer.number) in placed and answer.lead_id in received]
    at = {answer: placed[leads.phone(answer.number)] for answer in reached}
    figures = {
        **percentiles("carrier.received", [at[answer] - received[answer.lead_id] for answer in reached]),
        **percentiles("carrier.sent", [at[answer] - answer.planned_at for answer in reached]),
    }
    return figures, _with_missing(stand, sent, reached=len(reached))


def _sent(stand: Stand, *, rate: float, seconds: float) -> list[Answer]:
    """Leads sent at the rate, warmed up, with all their work done; those that were not acknowledged too."""
    load.run(Plan(stand.hook, stand.numbers(), 2.0, _WARM_UP_LEADS / 2.0))
    stand.settle()
    outcome = load.run(Plan(stand.hook, stand.numbers(), seconds, rate))
    stand.settle()
    return list(outcome.answers)


def _acked(sent: Iterable[Answer]) -> list[str]:
    """The leads that can be looked for: one that was not acknowledged has no id, and `tally` counts it as failed."""
    return [answer.lead_id for answer in sent if answer.status == 200 and answer.lead_id]


def _placed(stand: Stand) -> Mapping[str, float]:
    """When the carrier had the first call to each number, in Unix time."""
    placed: dict[str, float] = {}
    for entry in stand.rig.journal("call.placed"):
        placed.setdefault(entry["facts"]["to"], datetime.fromisoformat(entry["at"]).timestamp())
    return placed


def _with_missing(stand: Stand, sent: list[Answer], *, reached: int) -> Tally:
    """A lead that was kept and never got there is lost as well."""
    told = tally(stand, sent)
    return told + Tally(lost=max(0, told.sent - told.failed - told.lost - reached))
