"""What all tests share: the database is real and already there (see servers.py)."""

import gc
import os
from collections.abc import Iterator

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.test import TransactionTestCase
from hypothesis import HealthCheck

from apps.intake import doors
from apps.outreach import habits, kit
from tests.kept_clean import Clean, clean

# How long an example takes depends on what else the machine does; where time is the point, a test says so itself.
hypothesis.settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.settings.load_profile("busy machine")


def pytest_collection_finish() -> None:
    """Ten thousand tests and all that they import stay to the end: no use in looking through them for garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup() -> Iterator[Clean]:
    """The plug-in `tests.servers` has made the database, as the owner; the tests run as the application's role."""
    server = os.environ["TEST_SUPERUSER_URL"].rpartition("/")[0]
    with (
        clean(f"{server}/{settings.DATABASES['default']['NAME']}") as database,
        pytest.MonkeyPatch.context() as patched,
    ):
        # Of the tests that commit; all others roll back.
        patched.setattr(TransactionTestCase, "_fixture_teardown", lambda test: database.again())
        yield database


@pytest.fixture(scope="session", autouse=True)
def passwords_cost_little() -> Iterator[None]:
    """The product's own hasher, without the tenth of a second that is its point."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ScryptPasswordHasher, "work_factor", 2)
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files_are_found_when_asked_for() -> Iterator[None]:
    """Else each test client reads the whole folder first, which took a fifth of the tests' time."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "WHITENOISE_AUTOREFRESH", True, raising=False)
        yield


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
