"""Which fact or objection a reply is about, by the words of their phrases; in doubt none."""

from collections.abc import Iterable, Sequence

from . import plain
from .closeness import is_same

_IDLE = frozenset(
    plain.words(
        "a an the of my your our you i we it its is are am be do does did to for in at on this that these "
        "those with and or what whats how hows why when where who which can could would will should there me "
        "us any so just about have has get if from by as tell they them he she im youre theyre ill dont"
    )
)
# "I believe" is not "I don't believe you", though the rest of it is the same.
_DENIALS = frozenset(plain.words("no not never dont doesnt didnt isnt arent wont cant cannot wouldnt couldnt havent"))
_LEAST_SHARE = 0.75
type Phrased = tuple[str, Sequence[str]]


def best(said: str, candidates: Iterable[Phrased]) -> str | None:
    """The id of the one whose phrase the reply has most of; None where two are as near or none is near enough."""
    ranked = ranking(said, candidates)
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1]


def ranking(said: str, candidates: Iterable[Phrased]) -> list[tuple[float, str]]:
    """Those that are near enough, the nearest first."""
    words = plain.words(said)
    scores = ((max((_score(words, phrase) for phrase in phrases), default=0.0), id_) for id_, phrases in candidates)
    return sorted((score for score in scores if score[0] > 0), key=lambda score: (-score[0], score[1]))


def content(phrase: str) -> list[str]:
    """The words that carry it; all of them where it has no others."""
    words = plain.words(phrase)
    return [word for word in words if word not in _IDLE] or words


def _score(said: Sequence[str], phrase: str) -> float:
    wanted = content(phrase)
    if not wanted or (_DENIALS & set(plain.words(phrase)) and not _DENIALS & set(said)):
        return 0.0
    # A phrase of nothing but small words ("who are you") must be there as it stands.
    if all(word in _IDLE for word in wanted):
        return float(len(wanted)) if f" {' '.join(wanted)} " in f" {' '.join(said)} " else 0.0
    found = sum(any(is_same(word, other) for other in said) for word in wanted)
    share = found / len(wanted)
    return found * share if share >= (1.0 if len(wanted) <= 2 else _LEAST_SHARE) else 0.0
