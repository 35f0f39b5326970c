"""What all tests share: the database is real and already there (see servers.py)."""

import pytest


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The plug-in `tests.servers` has made the database, as the owner; the tests run as the application's role."""
