"""Yes or no, in the ways people say it. The first clause that decides is taken at its word."""

from collections.abc import Sequence

from . import plain

_UNSURE = (
    "i dont know", "dont know", "no idea", "not sure", "im unsure", "i have no clue", "no clue", "cant say for sure",
    "hard to say", "couldnt tell you", "cant tell you", "rather not", "prefer not", "dont want to say",
    "none of your business", "dont remember", "dont recall", "i forget", "i dont have one", "beats me",
    "who knows", "not certain", "couldnt say", "cant remember", "dont have a clue", "havent decided",
    "havent thought", "its hard to tell", "no comment", "faintest idea",
)  # fmt: skip
_YES_PHRASES = (
    "yes no thats fine", "no problem", "no worries", "why not", "no doubt", "of course", "you bet", "sounds good",
    "i think so", "i believe so", "i guess so", "i suppose so", "i suppose", "thats right", "thats correct",
    "that would be", "go ahead", "for sure", "by all means", "thats fine", "thats ok", "thats okay", "works for me",
    "that works", "dont mind", "sure thing", "sure do", "fine by me", "all right", "lets do it", "please do",
    "go for it", "not a problem", "thats true", "thats great", "thats good", "i guess", "no objection",
    "pretty much", "more or less", "mostly",
)  # fmt: skip
_NO_PHRASES = (
    "no way", "not really", "not yet", "not at all", "not now", "not right now", "not exactly", "absolutely not",
    "of course not", "afraid not", "probably not", "guess not", "definitely not", "certainly not", "not that i know",
    "dont think so", "dont believe so", "rather not", "no thanks", "no thank you", "not particularly", "hardly",
    "doubt it", "i doubt",
)  # fmt: skip
_YES = frozenset(
    plain.words(
        "yes yeah yep yup sure ok okay alright correct right absolutely definitely certainly indeed exactly "
        "affirmative totally fine great perfect gladly please aye true"
    )
)
_NO = frozenset(plain.words("no nope nah never negative not none neither nobody nothing"))
_DENIAL = frozenset(
    plain.words(
        "dont doesnt didnt isnt arent wasnt werent wont wouldnt cant cannot couldnt havent hasnt hadnt aint "
        "shouldnt not never no nope nothing none"
    )
)
_SPEAKERS = frozenset(plain.words("i we they it he she that there"))
_ECHOES = frozenset(plain.words("do am are is have has did would will can could was were does"))
_OPENERS = frozenset(plain.words("um uh well so oh hmm hm like ah er honestly actually i think"))


def is_unsure(said: str) -> bool:
    """They do not know, or will not say."""
    return plain.says(plain.spaced(said), _UNSURE)


def read(said: str) -> bool | None:
    """True, False, or None where it is neither, both or unsure."""
    for clause in plain.clauses(said):
        text = f" {' '.join(clause)} "
        if plain.says(text, (*_UNSURE, "yes and no", "yes or no")):
            return None
        verdict = _verdict(clause, text)
        if verdict is not None:
            return verdict
    return None


def _verdict(clause: Sequence[str], text: str) -> bool | None:
    if plain.says(text, _NO_PHRASES):
        return False
    if plain.says(text, _YES_PHRASES):
        return True
    first = next((word for word in clause if word not in _OPENERS), "")
    # "Please" alone is a yes; what comes after it is a request.
    if first == "please" and len(clause) > 2:
        return None
    if first in _YES:
        return "not" not in clause[:3]
    if first in _NO or _DENIAL & set(clause):
        return False
    return True if _YES & set(clause[-2:]) or _is_echo(clause) else None


def is_bare(said: str) -> bool:
    """Nothing but a yes or a no, in whatever words."""
    text = plain.spaced(said)
    for phrase in (*_NO_PHRASES, *_YES_PHRASES):
        text = text.replace(f" {phrase} ", " ")
    rest = set(text.split()) - _YES - _NO - _OPENERS
    return not rest and read(said) is not None


def is_denied(clause: Sequence[str], at: int) -> bool:
    """Whether the word at this place is what they say it is not: a denial stands shortly before it."""
    return bool(_DENIAL & set(clause[max(0, at - 3) : at]))


def _is_echo(clause: Sequence[str]) -> bool:
    """ "I do", "we sure have": the question's own verb, and nothing after it."""
    return len(clause) <= 4 and clause[-1] in _ECHOES and clause[0] in _SPEAKERS
