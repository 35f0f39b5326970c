"""The rule packs that ship with the product: one file a version, never changed once it has been released."""

from pathlib import Path

from apps.compliance.rules import pack
from apps.compliance.rules.pack import Pack

_HERE = Path(__file__).parent


def shipped() -> list[Pack]:
    """All of them, the newest last. Raises `rules.pack.Unreadable`."""
    return [pack.read(path.read_text(encoding="utf-8")) for path in sorted(_HERE.glob("*.json"))]
