"""How many leads a second are acknowledged, how soon, and whether each one is in Postgres afterwards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench import load
from bench.figures import Figures, percentiles, rate
from bench.load import Answer, Outcome, Plan
from bench.stand import Stand

WARM_UP_SECONDS = 2.0
CONNECTIONS = 32
_KEPT = """
SELECT count(*) FROM unnest(%s::uuid[]) AS acked(id)
WHERE EXISTS (SELECT FROM leads_lead WHERE id = acked.id)
  AND EXISTS (SELECT FROM intake_delivery WHERE lead_id = acked.id)
  AND EXISTS (SELECT FROM leads_event WHERE lead_id = acked.id AND kind = 'lead.received')
  AND EXISTS (SELECT FROM outreach_step WHERE lead_id = acked.id AND kind = 'call')
"""


@dataclass(frozen=True)
class Tally:
    """Of the leads that were sent: `failed` were not acknowledged, `lost` were and yet are not there."""

    sent: int = 0
    failed: int = 0
    lost: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.sent + other.sent, self.failed + other.failed, self.lost + other.lost)


def all_running(stand: Stand, *, seconds: float) -> tuple[Figures, Tally]:
    """With every worker busy on the same cores."""
    return _measure(stand, "ingest.all", seconds=seconds)


def alone(stand: Stand, *, seconds: float) -> tuple[Figures, Tally]:
    """Without workers; the doorbell is still rung."""
    stand.stop_workers()
    return _measure(stand, "ingest.alone", seconds=seconds)


def tally(stand: Stand, answers: Sequence[Answer]) -> Tally:
    """Ask Postgres for every lead that was acknowledged."""
    acked = [answer.lead_id for answer in answers if answer.status == 200 and answer.lead_id]
    ((kept,),) = stand.rows(_KEPT, list(set(acked)))
    return Tally(len(answers), len(answers) - len(acked), len(acked) - kept)


def _measure(stand: Stand, name: str, *, seconds: float) -> tuple[Figures, Tally]:
    full = _load(stand, seconds=seconds)
    saturation = rate(_finished(full), after=full.began_at + WARM_UP_SECONDS, until=_end(full, seconds))
    stand.forget_backlog()
    half = _load(stand, seconds=seconds, at=saturation / 2)
    figures = {
        f"{name}.rate": saturation,
        f"{name}.generator_cpu": full.cpu_share,
        **percentiles(name, _warm(full)),
        f"{name}.half.rate": saturation / 2,
        **percentiles(f"{name}.half", _warm(half)),
    }
    return figures, tally(stand, [*full.answers, *half.answers])


def _load(stand: Stand, *, seconds: float, at: float | None = None) -> Outcome:
    return load.run(Plan(stand.hook, stand.numbers(), WARM_UP_SECONDS + seconds, at, CONNECTIONS))


def _end(outcome: Outcome, seconds: float) -> float:
    return outcome.began_at + WARM_UP_SECONDS + seconds


def _warm(outcome: Outcome) -> list[float]:
    since = outcome.began_at + WARM_UP_SECONDS
    return [answer.seconds for answer in outcome.answers if answer.planned_at >= since]


def _finished(outcome: Outcome) -> Iterable[float]:
    return (answer.planned_at + answer.seconds for answer in outcome.answers if answer.status == 200)
