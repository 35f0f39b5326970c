"""A second opinion on words that no phrase knows: what each trait of a text weighs for or against an opt-out.

The weights are learnt from the corpus by `python -m tests.compliance.teach`, which writes `weights.txt`; nobody edits
them. A line is a weight in hundredths and the traits that have it. No randomness: the same words weigh the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path

from . import traits
from .tokens import Token

WEIGHTS = Path(__file__).parent / "weights.txt"
# What all traits of a text weigh together is divided by the root of their number, so that long texts weigh no more.
_UNIT, _FEWEST = 4.0, 8
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Weighed:
    """How much speaks for an opt-out (above nought: more for than against), and the tokens that say so most."""

    score: float
    first: int
    last: int


@dataclass(frozen=True)
class Scales:
    """The weight of each trait; words that are no trait here are unknown."""

    weights: dict[str, float]
    bias: float

    def weigh(self, said: Sequence[Token]) -> Weighed:
        """The whole of a text; a text of no words weighs the bias."""
        found = traits.of([traits.plain(token.word) for token in said], known=self.weights)
        seen = {name: (first, last) for name, first, last in found if name in self.weights}
        shares, total = [0.0] * len(said), 0.0
        for name, (first, last) in seen.items():
            weight = self.weights[name]
            total += weight
            for at in range(first, last + 1):
                shares[at] += weight / (last - first + 1)
        first, last = _heaviest(shares)
        return Weighed(self.bias + total * unit(len(seen)), first, last)


def unit(count: int) -> float:
    """What one of so many traits counts."""
    return _UNIT / sqrt(max(count, _FEWEST))


@cache
def loaded() -> Scales:
    """The learnt ones."""
    lines = WEIGHTS.read_text("utf-8").splitlines()
    weights = dict(_read(lines[1:]))
    return Scales(weights, float(lines[0]))


def written(scales: Scales) -> str:
    """The text of `weights.txt`: the bias, then a line for each weight."""
    by_weight: dict[int, list[str]] = {}
    for name, weight in sorted(scales.weights.items()):
        by_weight.setdefault(round(weight * _HUNDRED), []).append(name)
    lines = ["\t".join([str(weight), *names]) for weight, names in sorted(by_weight.items())]
    return "\n".join([f"{scales.bias:.4f}", *lines]) + "\n"


def _read(lines: Sequence[str]) -> Iterator[tuple[str, float]]:
    for line in lines:
        weight, *names = line.split("\t")
        for name in names:
            yield name, int(weight) / _HUNDRED


def _heaviest(shares: Sequence[float]) -> tuple[int, int]:
    """The run of neighbours with the greatest sum."""
    best, total, first, run = 0.0, 0.0, 0, (0, 0)
    for at, share in enumerate(shares):
        if total <= 0:
            total, first = 0.0, at
        total += share
        if total > best:
            best, run = total, (first, at)
    return run
