"""Where the servers keep their files: in the project, unless the account that runs them can't get there."""

import hashlib
import os
import stat
from pathlib import Path

from apps.core.embedded.accounts import Account

OUTSIDE = Path("/var/tmp")  # noqa: S108 - outlives a reboot; `_outside` checks whose it is


class Occupied(Exception):
    """Somebody else owns the directory we need."""


def home(directory: Path, name: str, *, account: Account) -> Path:
    """A directory of the account's own, mode 700, made if missing; its parents stay as they are."""
    base = _base(directory.absolute(), account)
    path = base / name
    path.mkdir(mode=0o700, exist_ok=True)
    account.owns(path)
    return path


def _base(directory: Path, account: Account) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    if account.uid is None:
        return directory
    directory.chmod(stat.S_IMODE(directory.stat().st_mode) | 0o011)
    return directory if account.reaches(directory) else _outside(directory)


def _outside(directory: Path) -> Path:
    """One fixed directory a project in /var/tmp: /root is closed to `nobody`, and stays so."""
    digest = hashlib.sha256(str(directory).encode()).hexdigest()[:12]
    path = OUTSIDE / f"leadhub-{digest}"
    path.mkdir(mode=0o711, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise Occupied(f"{path} belongs to somebody else; remove it and try again")
    return path
