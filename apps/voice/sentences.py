"""A line in pieces that are said one after the other: the first is heard while the next is rendered."""

import re

_END = re.compile(r"(?<=[.!?])\s+")
# Shorter ones are said with their neighbour: "Hi." alone sounds torn off.
_FEWEST_LETTERS = 12


def of(text: str) -> list[str]:
    pieces: list[str] = []
    for piece in _END.split(text.strip()):
        if pieces and len(pieces[-1]) < _FEWEST_LETTERS:
            pieces[-1] = f"{pieces[-1]} {piece}"
        elif piece:
            pieces.append(piece)
    return pieces


def as_far_as(saying: str, until: str) -> str | None:
    """Ours up to the end of what was heard; None if that was all of it."""
    words = " ".join(until.split())
    place = saying.find(words)
    heard = saying[: place + len(words)] if place >= 0 else saying[: len(words)]
    return heard if len(heard) < len(saying) else None
