"""One reply that was heard twice: as it is, and by an ear that expected an answer to what was asked.

Who expects an answer hears it better ("refinance", not "earth I dance"), and hears one where there was none ("start
calling me"). So only the answer itself is taken of the second hearing, and only where the first one was nothing else.
"""

from collections.abc import Callable

from apps.voice.policy.reading import Intent, Reading, Value

from .context import Context

# Not sure enough to send anybody away, or to change what was answered before.
_LIKELY = 0.7
_HARMLESS = frozenset([Intent.YES, Intent.NO, Intent.GREETING, Intent.QUESTION])


def read(said: str, likely: str, context: Context, *, by: Callable[[str, Context], Reading]) -> Reading:
    """The reading of what was said, with the likely answer in the place of one that was not heard as well."""
    plain = by(said, context)
    if not likely or likely == said or not _may_be_an_answer(plain, context):
        return plain
    expected = by(likely, context)
    answer = _answer(expected, context)
    if answer is None or not _may_be_an_answer(expected, context):
        return plain
    sure = _answer(plain, context)
    if sure and sure.value == answer.value:
        return plain
    return _instead(expected, answer)


def _may_be_an_answer(reading: Reading, context: Context) -> bool:
    """Whether it does nothing but answer, as far as it was understood."""
    is_aside = reading.fact_id or reading.objection_id
    return context.asking is not None and not is_aside and set(reading.intents) <= _HARMLESS


def _answer(reading: Reading, context: Context) -> Value | None:
    return next((each for each in reading.values if context.asking and each.question_id == context.asking.id), None)


def _instead(expected: Reading, answer: Value) -> Reading:
    doubted = answer.model_copy(update={"confidence": min(answer.confidence, _LIKELY)})
    return expected.model_copy(update={"values": (doubted,)})
