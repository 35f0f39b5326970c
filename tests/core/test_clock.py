"""The demo's clock, which a person may move."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from apps.core import clock

HOUR = timedelta(hours=1)


def shift(by: timedelta) -> None:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        owner.execute("UPDATE core_clock SET shift = %s", [by])
    clock._shift.cache_clear()


@pytest.fixture
def ahead(db: None) -> Iterator[None]:
    shift(HOUR)
    yield
    shift(timedelta(0))


def test_the_demos_clock_can_be_moved(ahead: None, settings: Settings) -> None:
    settings.LEADHUB_DEMO = True

    assert clock.now() - datetime.now(UTC) > HOUR / 2


def test_outside_the_demo_it_cannot(ahead: None, settings: Settings) -> None:
    settings.LEADHUB_DEMO = False

    assert clock.now() - datetime.now(UTC) < HOUR / 2


@pytest.mark.django_db(transaction=True)
def test_without_a_database_it_still_tells_the_time(settings: Settings) -> None:
    settings.LEADHUB_DEMO = True
    clock._shift.cache_clear()
    connection.close()
    port = connection.settings_dict["PORT"]
    connection.settings_dict["PORT"] = "1"

    try:
        assert abs(clock.now() - datetime.now(UTC)) < HOUR / 2
    finally:
        connection.settings_dict["PORT"] = port
        clock._shift.cache_clear()
