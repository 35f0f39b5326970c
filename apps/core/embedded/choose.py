"""Which servers to use: those the environment names, else embedded ones for the length of a block."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from apps.core.embedded import ports
from apps.core.embedded.postgres import Postgres
from apps.core.embedded.redis import Redis


@contextmanager
def database(directory: Path) -> Iterator[str]:
    """A superuser's URL: DATABASE_URL if set, else that of a Postgres of our own."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    with Postgres(directory, ports.free()).running() as url:
        yield url


@contextmanager
def doorbell(directory: Path) -> Iterator[str]:
    """REDIS_URL if set, else the URL of a Valkey of our own."""
    if given := os.environ.get("REDIS_URL"):
        yield given
        return
    with Redis(directory, ports.free()).running() as url:
        yield url
