"""What people say to the agent's questions, with what it means.

`tuning` was looked at while the rules were written, `held_out` was written before them and only measured by, `blind`
was written when they were done and read once before it was looked at.
"""

from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).parent


class Reply(NamedTuple):
    """A reply to a question of some kind; `meant` is "-" where it is no answer."""

    kind: str
    said: str
    meant: str


def replies(part: str) -> list[Reply]:
    """All of one part."""
    lines = (_FOLDER / f"{part}.tsv").read_text("utf-8").splitlines()
    return [Reply(*line.split("\t")) for line in lines]
