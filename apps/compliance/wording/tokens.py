"""A text as plain tokens: no case, accent, apostrophe or filler; typos of the words that matter put right."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from . import phrasebook
from .spelling import Speller

EDGE = "|"
# A text message has at most 1,600 characters; of a longer transcript the start and the end are read.
MOST_CHARACTERS = 1600
_APOSTROPHES = "'\u2019\u2018\u02bc`\u00b4"
_PIECE = re.compile(rf"[^\W_]+(?:[{_APOSTROPHES}*#][^\W_]+)*[*#]*|#|[.,;:!?…¿¡()\n]+|[\U0001f6d1\U0001f6ab\U0001f595]")
# Signs that people send instead of words.
_SIGNS = {"\U0001f6d1": "stop", "\U0001f6ab": "stop", "\U0001f595": "fuckoff"}
_WITHOUT_APOSTROPHES = str.maketrans("", "", _APOSTROPHES)
_STRETCHED = re.compile(r"(.)\1{2,}")
BOOK = phrasebook.load()
_SPELLER = Speller(BOOK.spelled, real=BOOK.real)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or the edge of a clause, and where it stands in the text."""

    word: str
    start: int
    end: int


def of(text: str) -> list[Token]:
    """The tokens with an edge at both ends and between clauses; never two edges in a row."""
    tokens = [Token(EDGE, 0, 0)]
    for token in _paired(_words(text)):
        if token.word == EDGE and tokens[-1].word == EDGE:
            continue
        if token.word not in BOOK.fillers:
            tokens.append(token)
    if tokens[-1].word != EDGE:
        tokens.append(Token(EDGE, len(text), len(text)))
    return tokens


def bounded(text: str) -> str:
    """What is read of the text: all of it, or its start and its end."""
    if len(text) <= MOST_CHARACTERS:
        return text
    half = MOST_CHARACTERS // 2
    return f"{text[:half]}\n{text[-half:]}"


def _words(text: str) -> Iterator[Token]:
    for piece in _PIECE.finditer(text):
        yield Token(_plain(piece.group()), piece.start(), piece.end())


def _paired(tokens: Iterable[Token]) -> Iterator[Token]:
    """ "do not", "don t" and "opt out" are one word each."""
    earlier: Token | None = None
    for token in tokens:
        word = BOOK.pairs.get((earlier.word, token.word)) if earlier else None
        if earlier and word:
            earlier = Token(word, earlier.start, token.end)
            continue
        if earlier:
            yield earlier
        earlier = token
    if earlier:
        yield earlier


@lru_cache(maxsize=4096)
def _plain(piece: str) -> str:
    if not piece[0].isalnum() and piece != "#":
        return _SIGNS.get(piece, EDGE)
    letters = unicodedata.normalize("NFKD", piece.translate(_WITHOUT_APOSTROPHES).lower())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _SPELLER.spell(_STRETCHED.sub(r"\1", bare))
