"""The reader that needs no model: rules over words, deterministic, some hundred microseconds a reply."""

from apps.compliance import wording
from apps.scripts.document import Kind
from apps.voice.policy.reading import Intent, Reading

from . import answers, asides, tongues, yes_no
from .context import Context


class RulesReader:
    """A `Reader`; also the fallback of those that ask a model."""

    def __init__(self) -> None:
        wording.preload()

    async def read(self, said: str, context: Context) -> Reading:
        """As `read`; nothing here waits."""
        return read(said, context)


def read(said: str, context: Context) -> Reading:
    """What a reply means in this context."""
    intents = [*asides.wishes(said, context), *asides.named(said, context)]
    if tongues.is_other(said, language=context.language):
        intents.append(Intent.OTHER_LANGUAGE)
    values = answers.read(said, context)
    intents += _yes_or_no(said, intents)
    if yes_no.is_unsure(said):
        intents.append(Intent.UNSURE)
    picked = asides.picked(said, context)
    facts = asides.facts(said, context)
    if not facts and asides.is_other_question(said, intents, is_answered=bool(values) or picked.place is not None):
        intents.append(Intent.QUESTION)
    return Reading(
        said=said,
        intents=tuple(dict.fromkeys(intents)),
        values=values,
        fact_id=facts[0] if facts else None,
        other_fact_ids=tuple(facts[1:]),
        objection_id=_objection(said, context, is_answered=bool(values)),
        slot=picked.place,
        when=asides.when(said, context, is_elsewhere=picked.is_elsewhere),
    )


def _yes_or_no(said: str, intents: list[Intent]) -> list[Intent]:
    """Not of a sentence that is about something else: "yes" in "are you there, yes?" is none."""
    if Intent.WRONG_PERSON in intents or Intent.OPT_OUT in intents:
        return []
    verdict = yes_no.read(said)
    return [] if verdict is None else [Intent.YES if verdict else Intent.NO]


def _objection(said: str, context: Context, *, is_answered: bool) -> str | None:
    """None where the words are the answer to a question with its own words for it ("we're just looking")."""
    if is_answered and context.asking and context.asking.kind in (Kind.CHOICE, Kind.YES_NO, Kind.DATE):
        return None
    return asides.objection(said, context)
