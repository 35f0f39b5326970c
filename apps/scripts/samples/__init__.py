"""Scripts to begin with, one a trade: the demo's, and a new tenant's first draft."""

from pathlib import Path

from apps.scripts.document import Script

_FOLDER = Path(__file__).parent


def names() -> list[str]:
    """The trades, by name."""
    return sorted(path.stem for path in _FOLDER.glob("*.json"))


def load(name: str) -> Script:
    """A fresh copy; a name that is none of `names` raises FileNotFoundError."""
    return Script.model_validate_json((_FOLDER / f"{name}.json").read_text("utf-8"))
