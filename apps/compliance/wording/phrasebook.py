"""Reads the phrases of each language from `phrases/<language>.txt`: words by class, and what each phrase means.

`;` starts a comment line and `== KIND name` a section: FILLERS (words that say nothing), PAIRS (two words that are read
as one), CLASS (words of one meaning, used in CAPITALS in phrases), SPELLED (further words whose typos are put right),
REAL (words that look like such a typo and are none), and one section of phrases for each `Sense`, an opt-out's with
its `Ground`. The words carry no accent and no apostrophe. `grammar.py` has the notation of a phrase.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .rules import Ground, Rule, Sense

_FOLDER = Path(__file__).parent / "phrases"
# Classes whose words are worth putting right.
_SPELLED_CLASSES = ("CONTACT", "CALLED", "CONTACTED", "CONTACTAR", "MANDAR")
type _Section = tuple[str, str, list[str]]


@dataclass(frozen=True)
class Phrasebook:
    """What all languages' files say together."""

    fillers: frozenset[str]
    pairs: Mapping[tuple[str, str], str]
    classes: Mapping[str, tuple[str, ...]]
    spelled: tuple[str, ...]
    real: frozenset[str]
    rules: Sequence[Rule]


def load() -> Phrasebook:
    """All languages in one: people mix them."""
    sections = [section for path in sorted(_FOLDER.glob("*.txt")) for section in _sections(path.read_text("utf-8"))]
    classes = {name: tuple(_words(lines)) for kind, name, lines in sections if kind == "CLASS"}
    rules = [
        Rule(Sense[kind], tuple(lines), Ground[name] if name else Ground.NONE)
        for kind, name, lines in sections
        if kind in Sense.__members__
    ]
    return Phrasebook(
        fillers=frozenset(_of("FILLERS", sections)),
        pairs=dict(_pair(line) for kind, _, lines in sections if kind == "PAIRS" for line in lines),
        classes=classes,
        spelled=(*(word for name in _SPELLED_CLASSES for word in classes[name]), *_of("SPELLED", sections)),
        # A word of any phrase or class is right as it stands.
        real=frozenset(
            [*_of("REAL", sections), *_in_phrases(rules), *(word for words in classes.values() for word in words)]
        ),
        rules=rules,
    )


def _sections(text: str) -> Iterator[_Section]:
    for block in text.split("== ")[1:]:
        head, *lines = [line.strip() for line in block.splitlines()]
        kind, _, name = head.partition(" ")
        yield kind, name, [line for line in lines if line and not line.startswith(";")]


def _of(wanted: str, sections: Sequence[_Section]) -> list[str]:
    return [word for kind, _, lines in sections if kind == wanted for word in _words(lines)]


def _words(lines: Sequence[str]) -> list[str]:
    return " ".join(lines).split()


def _in_phrases(rules: Sequence[Rule]) -> list[str]:
    return [word.rstrip("?") for rule in rules for phrase in rule.phrases for word in phrase.replace("/", " ").split()]


def _pair(line: str) -> tuple[tuple[str, str], str]:
    first, second, _, word = line.split()
    return (first, second), word
