"""Phrases and what they wish: `<split>/*.tsv`, a wish ("none" for none) and a text a line."""

from pathlib import Path

from apps.compliance.wording import Wish

_FOLDER = Path(__file__).parent
type Phrase = tuple[Wish, str]


def phrases(split: str, language: str = "") -> list[Phrase]:
    """All of a split, or of one language of it."""
    files = sorted((_FOLDER / split).glob(f"{language}*.tsv"))
    return [_read(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def _read(line: str) -> Phrase:
    wish, text = line.split("\t")
    return Wish("" if wish == "none" else wish), text
