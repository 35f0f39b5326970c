"""Secrets that are made once and kept in files that only their owner reads."""

import os
import secrets
from pathlib import Path


def kept(path: Path) -> str:
    """The secret in this file; made at the first call, the same ever after."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _publish(path)
    return path.read_text()


def _publish(path: Path) -> None:
    """Write aside and link: of two that race one wins, and none reads a half-written file."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    write(draft, secrets.token_urlsafe(32))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def write(path: Path, text: str) -> None:
    """Write a file that nobody else could read, not even for a moment."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
