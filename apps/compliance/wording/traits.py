"""What the scales see of a text: its words, the company they keep, and the pieces that a typo leaves whole."""

from collections.abc import Container, Iterator, Sequence

from .tokens import BOOK, EDGE

UNKNOWN = "?"
_NUMERAL = "0"
_FARTHEST = 4
_LONG_WORD = 4
_PIECES = (3, 4)
# Classes of either language that mean the same are read as one word; where a word has several, the first counts.
_KINDS = {
    "LIMIT": ("LIMIT", "LIMITE", "DAY"),
    "NOT": ("DONT", "NO"),
    "CEASE": ("CEASE", "DEJE", "DEJEME"),
    "CONTACT": ("CONTACT", "CALLED", "CONTACTED", "CONTACTAR", "AVISOS"),
    "SEND": ("MANDAR",),
    "REMOVE": ("REMOVE", "QUITEME", "QUITAR"),
    "LIST": ("LIST", "LISTA"),
    "NUMBER": ("NUMBER", "NUMERO"),
    "WANT": ("WANT", "QUIERO"),
    "US": ("US", "ME"),
    "MINE": ("MINE", "MI"),
    "NOBODY": ("NOBODY", "QUIEN"),
    "LAW": ("AUTHORITY", "REPORTAR"),
    "ASKED": ("ASKED",),
    "WRONG": ("EQUIVOCADO",),
    "SELF": ("SELF",),
    "NAME": ("NAME",),
}
_KIND = {word: kind for kind, names in reversed(_KINDS.items()) for name in names for word in BOOK.classes[name]}
_KIND[EDGE] = EDGE
type Trait = tuple[str, int, int]


def plain(word: str) -> str:
    """The word; any number of three digits and more is the same."""
    return _NUMERAL if len(word) > 2 and word[0].isdigit() else word


def of(words: Sequence[str], *, known: Container[str]) -> Iterator[Trait]:
    """Each trait with the first and the last of the words that it is made of; one may come twice."""
    kinds = [_KIND.get(word) or (word if word in known else UNKNOWN) for word in words]
    for at, word in enumerate(words):
        yield from _neighbours(at, kinds)
        if word == EDGE:
            continue
        yield (word if word in known else UNKNOWN), at, at
        yield from _companions(at, kinds)
        if len(word) >= _LONG_WORD:
            yield from ((piece, at, at) for piece in _pieces(f"<{word}>"))


def _neighbours(at: int, kinds: Sequence[str]) -> Iterator[Trait]:
    for count in (2, 3):
        if at + count <= len(kinds):
            yield " ".join(kinds[at : at + count]), at, at + count - 1


def _companions(at: int, kinds: Sequence[str]) -> Iterator[Trait]:
    for far in range(at + 2, min(at + 1 + _FARTHEST, len(kinds))):
        if kinds[far] != EDGE:
            yield f"{kinds[at]} .. {kinds[far]}", at, far


def _pieces(word: str) -> Iterator[str]:
    for length in _PIECES:
        for start in range(len(word) - length + 1):
            yield f"#{word[start : start + length]}"
