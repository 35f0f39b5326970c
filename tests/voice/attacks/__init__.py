"""What attackers say on the phone and type into forms, to be judged by what it causes and not by how it sounds."""

import json
from pathlib import Path

_FOLDER = Path(__file__).parent


def spoken() -> list[str]:
    """One a line."""
    return (_FOLDER / "spoken.txt").read_text("utf-8").splitlines()


def typed() -> list[tuple[str, str]]:
    """A form's field and what was typed into it."""
    return [(each["field"], each["text"]) for each in json.loads((_FOLDER / "typed.json").read_text("utf-8"))]
