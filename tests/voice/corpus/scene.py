"""The questions to which the corpus replies, and a reply read in that context."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from apps.scripts.document import Choice, Kind, Question
from apps.voice.policy.moves import Slot
from apps.voice.reading import rules
from apps.voice.reading.context import Context

from . import Reply

NOW = datetime(2026, 11, 27, 16, tzinfo=UTC)
CHOICES = {
    "owner": (
        Choice(value="own", also=("ours", "bought it", "homeowner", "owner", "mine")),
        Choice(value="rent", also=("renting", "tenant", "landlord", "lease", "rental")),
    ),
    "roof": (
        Choice(value="shingle", also=("asphalt", "composite", "composition")),
        Choice(value="metal", also=("tin", "steel", "standing seam")),
        Choice(value="tile", also=("clay", "spanish tile", "concrete")),
        Choice(value="flat", also=("low slope",)),
    ),
    "timeline": (
        Choice(
            value="now", also=("right away", "as soon as possible", "asap", "immediately", "yesterday", "sooner better")
        ),
        Choice(value="soon", also=("few months", "couple of months", "two or three months", "this year")),
        Choice(value="looking", also=("just looking", "browsing", "no rush", "information", "not sure yet", "curious")),
    ),
}


def slot(id_: str, starts_at: datetime, spoken: str) -> Slot:
    return Slot(id_, starts_at, starts_at + timedelta(minutes=30), spoken)


SLOTS = (
    slot("a", datetime(2026, 12, 1, 15, tzinfo=UTC), "Tuesday at 3 PM"),
    slot("b", datetime(2026, 12, 2, 10, tzinfo=UTC), "Wednesday at 10 AM"),
)


def understood(reply: Reply) -> str:
    """What the rules made of it, written as the corpus writes it."""
    kind, _, name = reply.kind.partition(":")
    context = Context(now=NOW)
    if kind == "intent":
        found = {intent.value for intent in rules.read(reply.said, context).intents}
        return ",".join(each if each in found else f"no {each}" for each in reply.meant.split(","))
    if kind == "slot":
        place = rules.read(reply.said, replace(context, slots=SLOTS)).slot
        return "-" if place is None else str(place)
    question = Question(id="it", ask="How about it?", kind=Kind(kind), choices=CHOICES.get(name, ()))
    values = rules.read(reply.said, replace(context, asking=question, questions=(question,))).values
    return _written(values[0].value) if values else "-"


def _written(value: bool | float | str) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value).lower() if isinstance(value, bool) else value
