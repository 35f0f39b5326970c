"""What they ask us: facts of the script, never more; for the rest there is a colleague."""

from apps.scripts.document import Fact

from .moves import Line
from .reading import Intent, Reading
from .talk import Talk

_PRICE_WORDS = frozenset(("price", "prices", "pricing", "cost", "costs", "rate", "fee", "fees", "charge", "expensive"))
_MOST_FACTS = 3


def lines(talk: Talk, reading: Reading) -> tuple[Line, ...]:
    """Answers to all that was asked in one reply, each once."""
    facts = _facts(talk, reading)
    texts = [*_who_we_are(talk, reading), *(fact.answer for fact in facts)]
    if Intent.PRICE in reading.intents and not any(_is_about_price(fact) for fact in facts):
        talk.note(f"Asked for a price: {reading.said}")
        texts.append(talk.lines.no_price)
    if Intent.QUESTION in reading.intents:
        talk.note(f"Asked: {reading.said}")
        texts.append(talk.lines.a_colleague)
    return tuple(talk.say(text) for text in dict.fromkeys(texts))


def _who_we_are(talk: Talk, reading: Reading) -> list[str]:
    texts = {Intent.IS_ROBOT: talk.lines.are_you_a_robot, Intent.WHO: talk.lines.who_is_this}
    return [text for intent, text in texts.items() if intent in reading.intents]


def _facts(talk: Talk, reading: Reading) -> list[Fact]:
    known = {fact.id: fact for fact in talk.brief.script.facts}
    ids = dict.fromkeys(id_ for id_ in (reading.fact_id, *reading.other_fact_ids) if id_ in known)
    return [known[id_] for id_ in ids if id_ is not None][:_MOST_FACTS]


def _is_about_price(fact: Fact) -> bool:
    return any("how much" in topic.lower() or _PRICE_WORDS & set(topic.lower().split()) for topic in fact.topics)
