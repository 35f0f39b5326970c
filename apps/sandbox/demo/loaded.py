"""The product, loaded once by the process that forks its programs, as the environment that they share says.

Nothing of it is imported before `load`: what needs none of it has begun by then.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module

from leadhub import database

# What a program may have for itself: settings come from everything else, and are read once.
PREPARES = "LEADHUB_PREPARES"
OWN = frozenset({PREPARES, "LEADHUB_NICENESS", "DATABASE_OWNER_URL"})
OF_SUPERVISOR = "SUPERVISOR_"

# Descriptors that a process of ours may have open, and supervisord closes in its forks.
MOST_FILES = 1024

# What loading has opened, prometheus_client's counts: whoever closes it in a fork closes what takes its number later.
files: set[int] = set()
_shared: dict[str, str] = {}
# By a file, .env, or a library.
_added: dict[str, str] = {}


def load() -> None:
    """Load it, in a process without threads and connections, which stays so."""
    _shared.update(_common(os.environ))
    former = _open_files()
    import_module("leadhub.wsgi")
    files.update(_open_files() - former)
    _added.update({name: value for name, value in _common(os.environ).items() if name not in _shared})


def suits(environment: Mapping[str, str]) -> bool:
    """Whether a program with this environment may begin in a fork: always, unless another product is loaded here."""
    return not _shared or _added | _common(environment) == _added | _shared


def heed() -> None:
    """Give this fork what its own environment says, and not its parent's."""
    if not _shared:
        return
    for name, value in _added.items():
        os.environ.setdefault(name, value)
    prepares = import_module("environ").Env().bool(PREPARES, default=False)
    import_module("django.conf").settings.DATABASES["default"]["OPTIONS"] = database.options(prepares=prepares)
    # A connection that was only looked at, and knows the options that its parent had.
    with suppress(AttributeError):
        del import_module("django.db").connections["default"]


def _open_files() -> set[int]:
    """Their descriptors, but the three standard ones."""
    found = set()
    for descriptor in range(3, MOST_FILES):
        with suppress(OSError):
            os.fstat(descriptor)
            found.add(descriptor)
    return found


def _common(environment: Mapping[str, str]) -> dict[str, str]:
    """Without what is a program's own."""
    return {
        name: value for name, value in environment.items() if name not in OWN and not name.startswith(OF_SUPERVISOR)
    }
