"""Opt-outs in any words, and no interest: as `compliance.wording` reads them, in the light of what was asked.

Its phrases are taken at their word. Its scales were taught on texts that nobody had asked for; a short reply to our own
question ("six people", "about a grand") looks like an opt-out to them. So where the scales alone decide, an answer
stays an answer, and a few words that name nothing to be left alone by are none.
"""

import re

from apps.compliance import wording
from apps.compliance.wording import Wish
from apps.compliance.wording.rules import Ground
from apps.voice.policy.reading import Intent

from . import plain, yes_no
from .context import Context

_STOPS = (Wish.STOP, Wish.NO_CALLS, Wish.NO_TEXTS)
_POLITE_NO = re.compile(r"^ (?:oh |no |well )*(?:no thanks|no thank you|thank you no|no im good|im good thanks) $")
_SETTLED = ("were all set", "im all set", "were good thanks", "im good thanks", "not for me", "changed my mind")
# What an opt-out is about, in some form or other; without any of it few words are not enough.
_LEFT_ALONE = re.compile(
    r"call|phone|number|digits|list|contact|text|messag|bother|again|alone|stop|quit|harass|remov|delet|los(?:e|ing)|"
    r"unsub|opt|block|report|spam|away|off\b|out\b|enough|done|wrong|leave|never|sue|lawyer|hang|data|record|permission|"
    r"llam|numero|telefono|mensaj|texto|escrib|busqu|busc|molest|borr|quit[ae]|lista|de baja|datos|"
    r"jod|dej|paz|basta|equivoc"
)
# To the question when we may call.
_NEVER = ("never", "never again", "not ever", "never ever")
_FEW_WORDS, _ANSWER_WORDS = 5, 5
_MACHINES = frozenset([Intent.VOICEMAIL, Intent.SCREENING])


def read(said: str, context: Context, *, beside: frozenset[Intent], is_answer: bool) -> list[Intent]:
    """`is_answer`: it gives what was asked for. `beside`: what else was found in it."""
    heard = wording.heard(said)
    if heard.wish in _STOPS and _is_meant(said, heard, context, beside=beside, is_answer=is_answer):
        return [Intent.WRONG_PERSON if heard.ground is Ground.WRONG_NUMBER else Intent.OPT_OUT]
    text = plain.spaced(said)
    if context.wants_when and text.strip() in _NEVER:
        return [Intent.OPT_OUT]
    is_no = heard.wish is Wish.NOT_INTERESTED or plain.says(text, _SETTLED) or bool(_POLITE_NO.match(text))
    return [Intent.NOT_INTERESTED] if is_no and not _is_only_an_answer(text, said, context, is_answer) else []


def _is_meant(
    said: str, heard: wording.Reading, context: Context, *, beside: frozenset[Intent], is_answer: bool
) -> bool:
    words = plain.words(said)
    if beside & _MACHINES and heard.ground in (Ground.SENSE, Ground.WRONG_NUMBER):
        return False
    if yes_no.is_bare(said):
        return False
    if is_answer and len(words) <= _ANSWER_WORDS and heard.ground in (Ground.SENSE, Ground.LAW):
        return False
    return heard.ground is not Ground.SENSE or _weighs_enough(said, words, context, is_answer=is_answer)


def _weighs_enough(said: str, words: list[str], context: Context, *, is_answer: bool) -> bool:
    """Whether the scales' word alone is taken."""
    if _LEFT_ALONE.search(plain.lowered(said)):
        return not _is_objection(said, context)
    return len(words) > _FEW_WORDS and not is_answer


def _is_objection(said: str, context: Context) -> bool:
    """The script knows these very words, and has an answer to them; nothing to speak of is said beside them."""
    text = plain.spaced(said)
    phrases = [plain.spaced(phrase) for each in context.objections for phrase in each.phrases]
    return any(phrase in text and len(text.split()) <= len(phrase.split()) + 2 for phrase in phrases)


def _is_only_an_answer(text: str, said: str, context: Context, is_answer: bool) -> bool:
    """A polite no to a question is its answer; so is "we bought it", and "I don't have one"."""
    if " interested " in text or not (context.asking or context.slots):
        return False
    return is_answer or bool(_POLITE_NO.match(text)) or yes_no.is_unsure(said) or yes_no.is_bare(said)
