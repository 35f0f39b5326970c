"""Embedded servers of a test's own."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.core.embedded import ports
from apps.core.embedded.postgres import Postgres


@pytest.fixture
def directory() -> Iterator[Path]:
    """Not pytest's own: that one is closed to `nobody`."""
    with tempfile.TemporaryDirectory(prefix="leadhub-embedded-") as path:
        yield Path(path)


@pytest.fixture
def postgres(directory: Path) -> Postgres:
    return Postgres(directory, ports.free())


@pytest.fixture(scope="session")
def running_url() -> Iterator[str]:
    """One Postgres for the tests that neither stop nor start it."""
    with (
        tempfile.TemporaryDirectory(prefix="leadhub-embedded-") as path,
        Postgres(Path(path), ports.free()).running() as url,
    ):
        yield url
