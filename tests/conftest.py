"""What all tests share: the database is real and already there (see servers.py)."""

from collections.abc import Iterator

import pytest

from apps.intake import doors
from apps.outreach import habits, kit


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The plug-in `tests.servers` has made the database, as the owner; the tests run as the application's role."""


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> Iterator[None]:
    """What the product keeps for two seconds would outlive a test's tenant."""
    kit.forget()
    doors.forget()
    habits.forget()
    yield
    kit.forget()
    doors.forget()
    habits.forget()
