"""Puts one slip of the fingers right (a letter missing, doubled, wrong or swapped) in the words that matter."""

from collections.abc import Iterable, Iterator

_LEAST_LETTERS = 5


class Speller:
    """Knows words by what is left of them without one letter, so that a look-up costs a few dict reads.

    Short words are left alone ("stop" is one letter from "shop"), and so are real words that look like a slip.
    """

    def __init__(self, words: Iterable[str], *, real: frozenset[str]) -> None:
        known = [word for word in dict.fromkeys(words) if word.isalpha()]
        self._right = frozenset(known) | real
        self._by_stump: dict[str, str] = {}
        for word in known:
            if len(word) >= _LEAST_LETTERS:
                for stump in (word, *_stumps(word)):
                    self._by_stump.setdefault(stump, word)

    def spell(self, word: str) -> str:
        """The known word that this is a slip of, or the word itself."""
        if word in self._right or not _LEAST_LETTERS - 1 <= len(word) <= 20:
            return word
        for stump in (word, *_stumps(word)):
            meant = self._by_stump.get(stump)
            if meant and meant[0] == word[0] and _is_one_slip(word, meant):
                return meant
        return word


def _is_one_slip(word: str, meant: str) -> bool:
    """Whether what differs is one letter, or two neighbours that changed places."""
    while word and meant and word[0] == meant[0]:
        word, meant = word[1:], meant[1:]
    while word and meant and word[-1] == meant[-1]:
        word, meant = word[:-1], meant[:-1]
    return max(len(word), len(meant)) <= 1 or (len(word) == 2 and word == meant[::-1])


def _stumps(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))
