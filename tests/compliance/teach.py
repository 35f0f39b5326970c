"""Learns `weights.txt` from the corpus: logistic regression by AdaGrad, in plain Python, the same each time.

`python -m tests.compliance.teach` (`make weights`) writes it anew, in under a minute. Only the tuning split is read.
"""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, sqrt

from apps.compliance.wording import Wish, scales, tokens, traits

from . import corpus

EPOCHS, RATE, BIAS_RATE, DECAY = 10, 0.3, 0.03, 3e-3
LEAST_SEEN = 2
WRONG_ENOUGH = 1e-3
LEAST_WORDS = 3
type Phrase = tuple[Wish, str]


@dataclass(slots=True)
class Example:
    """A text's traits, and whether it is an opt-out; what is made up counts half."""

    words: list[str]
    is_stop: bool
    counts: float = 1.0


def learn(phrases: Sequence[Phrase]) -> scales.Scales:
    """Scales that tell the opt-outs among these phrases from the rest."""
    examples = [Example(_words(text), wish is Wish.STOP) for wish, text in phrases]
    seen = Counter(word for example in examples for word in set(example.words))
    known = {word for word, times in seen.items() if times >= LEAST_SEEN}
    vectors = [(_traits(example.words, known), example) for example in [*examples, *_told_together(phrases)]]
    often = Counter(name for names, example in vectors if example.counts == 1 for name in names)
    numbers = {name: number for number, name in enumerate(name for name, times in often.items() if times >= LEAST_SEEN)}
    weights, bias = _descend(vectors, numbers)
    return scales.Scales({name: weights[number] for name, number in numbers.items()}, bias)


def _descend(vectors: Sequence[tuple[list[str], Example]], numbers: dict[str, int]) -> tuple[list[float], float]:
    known = [([numbers[name] for name in names if name in numbers], example) for names, example in vectors]
    rows = [(row, scales.unit(len(row)), example) for row, example in known]
    weights, squares, bias = [0.0] * len(numbers), [0.01] * len(numbers), 0.0
    shuffle = random.Random(0).shuffle
    for _ in range(EPOCHS):
        shuffle(rows)
        for row, unit, example in rows:
            score = bias + unit * sum([weights[number] for number in row])
            error = (1 / (1 + exp(-max(-30.0, min(30.0, score)))) - example.is_stop) * example.counts
            if abs(error) < WRONG_ENOUGH:
                continue
            bias -= BIAS_RATE * error
            for number in row:
                slope = error * unit + DECAY * weights[number]
                squares[number] += slope * slope
                weights[number] -= RATE * slope / sqrt(squares[number])
    return weights, bias


def _told_together(phrases: Sequence[Phrase]) -> Iterable[Example]:
    """Two harmless phrases in one text are harmless; an opt-out with a harmless one is an opt-out."""
    pick = random.Random(1)
    harmless = [text for wish, text in phrases if wish in (Wish.NONE, Wish.NOT_INTERESTED)]
    stops = [text for wish, text in phrases if wish is Wish.STOP and len(text.split()) >= LEAST_WORDS]
    for _ in range(len(phrases) // 4):
        one, other, stop = pick.choice(harmless), pick.choice(harmless), pick.choice(stops)
        yield Example(_words(f"{one}. {other}"), False, 0.5)
        yield Example(_words(f"{one}. {stop}" if pick.random() < 0.5 else f"{stop}. {one}"), True, 0.5)


def _words(text: str) -> list[str]:
    return [traits.plain(token.word) for token in tokens.of(tokens.bounded(text))]


def _traits(words: list[str], known: set[str]) -> list[str]:
    return list(dict.fromkeys(name for name, _, _ in traits.of(words, known=known)))


if __name__ == "__main__":
    scales.WEIGHTS.write_text(scales.written(learn(corpus.phrases("tuning"))), encoding="utf-8")
