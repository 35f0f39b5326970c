"""The reader that needs no model: rules over words, deterministic, some milliseconds a reply at most."""

from apps.compliance import wording
from apps.scripts.document import Kind
from apps.voice.policy.reading import Intent, Reading, Value

from . import answers, asides, refusals, tongues, twice, yes_no
from .context import Context


class RulesReader:
    """A `Reader`; also the fallback of those that ask a model."""

    def __init__(self) -> None:
        wording.preload()

    async def read(self, said: str, context: Context, *, likely: str = "") -> Reading:
        """As `read`, of both hearings; nothing here waits."""
        return twice.read(said, likely, context, by=read)


def read(said: str, context: Context) -> Reading:
    """What a reply means in this context."""
    intents = asides.named(said, context)
    if tongues.is_other(said, language=context.language):
        intents.append(Intent.OTHER_LANGUAGE)
    picked = asides.picked(said, context)
    facts = asides.facts(said, context)
    values = answers.read(said, context, beside=frozenset(intents), has_fact=bool(facts))
    is_answer = picked.place is not None or _answers_what_was_asked(values, context)
    intents += refusals.read(said, context, beside=frozenset(intents), is_answer=is_answer)
    if Intent.OPT_OUT in intents or Intent.WRONG_PERSON in intents:
        return Reading(said=said, intents=tuple(intents))
    intents += _verdict(said)
    is_elsewhere = picked.is_elsewhere or Intent.RESCHEDULE in intents
    when = asides.when(said, context, is_elsewhere=is_elsewhere)
    is_settled = bool(values) or is_answer or bool(when and (context.slots or context.wants_when))
    if not facts and asides.is_other_question(said, intents, is_answered=is_settled):
        intents.append(Intent.QUESTION)
    return Reading(
        said=said,
        intents=tuple(dict.fromkeys(intents)),
        values=values,
        fact_id=facts[0] if facts else None,
        other_fact_ids=tuple(facts[1:]),
        objection_id=_objection(said, context, is_answered=bool(values)),
        slot=picked.place,
        when=when,
    )


def _answers_what_was_asked(values: tuple[Value, ...], context: Context) -> bool:
    """Free text is no proof of an answer: anything is free text."""
    asking = context.asking
    is_typed = asking is not None and asking.kind is not Kind.TEXT
    return is_typed and any(asking is not None and value.question_id == asking.id for value in values)


def _verdict(said: str) -> list[Intent]:
    """Yes, no, or that they do not know."""
    verdict = yes_no.read(said)
    unsure = [Intent.UNSURE] if yes_no.is_unsure(said) else []
    return unsure if verdict is None else [Intent.YES if verdict else Intent.NO, *unsure]


def _objection(said: str, context: Context, *, is_answered: bool) -> str | None:
    """None where the words are the answer to a question with its own words for it ("we're just looking")."""
    if is_answered and context.asking and context.asking.kind in (Kind.CHOICE, Kind.YES_NO, Kind.DATE):
        return None
    return asides.objection(said, context)
