"""Which of a question's choices is meant: its value or another way to say it, exactly or as it may be misheard."""

from collections.abc import Sequence
from itertools import pairwise

from apps.scripts.document import Choice

from . import plain
from .closeness import is_near, is_same
from .yes_no import is_denied

_EXACT, _NEAR = 1.0, 0.6
# In a long sentence something always sounds like something.
_MOST_WORDS_MISHEARD, _MOST_WORDS_OF_TWO = 6, 4
_LONG = 7
_IDLE = frozenset(plain.words("a an the of my it its is to i we for in at on this that"))
# Heard right far more often than they stand for a word that sounds alike: "please" is no "lease".
_NEVER_MISHEARD = frozenset(
    plain.words(
        "please sure yes yeah okay know think thing things there their about want need have just like really maybe "
        "what when where which would could should good fine home house right never thank thanks sorry wait hold call "
        "time well with from that this they them then some come more most much many very take talk tell"
    )
)


def read(said: str, choices: Sequence[Choice]) -> tuple[str, float] | None:
    """The choice and how sure it is; None where two are as likely or none is."""
    scores = sorted(((_score(said, choice), choice.value) for choice in choices), reverse=True)
    if not scores or scores[0][0] <= 0 or (len(scores) > 1 and scores[0][0] == scores[1][0]):
        return None
    best = scores[0][0]
    return scores[0][1], 0.95 if best >= _EXACT else best


def is_named(said: str, choices: Sequence[Choice]) -> str | None:
    """The one choice that is named word for word; of use where its question was not asked."""
    found = read(said, choices)
    return found[0] if found and found[1] > _NEAR else None


def _score(said: str, choice: Choice) -> float:
    """All its phrases together: who says two things for it says it more than who says one."""
    phrases = dict.fromkeys(tuple(_content(phrase)) for phrase in (choice.value.replace("_", " "), *choice.also))
    return sum(_found(phrase, clause) for phrase in phrases if phrase for clause in plain.clauses(said))


def _content(phrase: str) -> list[str]:
    words = plain.words(phrase)
    return [word for word in words if word not in _IDLE] or words


def _found(phrase: Sequence[str], clause: Sequence[str]) -> float:
    """How well a clause has the phrase: all its words near each other, the worst of them decides; denied is less."""
    places: list[int] = []
    worst = _EXACT
    for word in phrase:
        at = _place(word, clause)
        if at is None:
            return 0.0
        places.append(at)
        worst = worst if is_same(word, clause[at]) else _NEAR
    if max(places) - min(places) > len(phrase) + 2:
        return 0.0
    return -worst if "not" not in phrase and is_denied(clause, min(places)) else worst * (1 + 0.1 * (len(phrase) - 1))


def _place(word: str, clause: Sequence[str]) -> int | None:
    exact = next((at for at, other in enumerate(clause) if is_same(word, other)), None)
    if exact is not None or len(clause) > _MOST_WORDS_MISHEARD:
        return exact
    near = (at for at, other in enumerate(clause) if other not in _NEVER_MISHEARD and is_near(word, other))
    return next(near, _place_of_two(word, clause))


def _place_of_two(word: str, clause: Sequence[str]) -> int | None:
    """A long word that was heard as two: "or finance"."""
    if len(word) < _LONG or len(clause) > _MOST_WORDS_OF_TWO:
        return None
    pairs = enumerate(pairwise(clause))
    return next((at for at, pair in pairs if not set(pair) & _NEVER_MISHEARD and is_near(word, "".join(pair))), None)
