"""What people say to the questions of the sample scripts, with what it means; said aloud and heard offline.

`tuning` was looked at while the ear and the rules were tuned; `held_out` was written before that and only measured by.
"""

from pathlib import Path
from typing import NamedTuple

from apps.scripts import samples
from apps.scripts.document import Kind, Question, Script

_FOLDER = Path(__file__).parent
_YES_NO = {"yes": "true", "no": "false"}


class Reply(NamedTuple):
    """`meant` is the value as text, "-" where it is no answer to the question."""

    script: Script
    question: Question
    said: str
    meant: str


def replies(part: str) -> list[Reply]:
    """All of one part."""
    scripts = {name: samples.load(name) for name in samples.names()}
    lines = (_FOLDER / f"{part}.tsv").read_text("utf-8").splitlines()
    return [_reply(scripts, *line.split("\t")) for line in lines]


def _reply(scripts: dict[str, Script], place: str, said: str, meant: str) -> Reply:
    name, _, id_ = place.partition(".")
    question = next(each for each in scripts[name].questions if each.id == id_)
    return Reply(scripts[name], question, said, _YES_NO[meant] if _is_verdict(question, meant) else meant)


def _is_verdict(question: Question, meant: str) -> bool:
    return question.kind is Kind.YES_NO and meant in _YES_NO
