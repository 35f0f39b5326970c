"""One dialer, one exchange and one office for most tests: each call is another number and token."""

from collections.abc import Iterator
from itertools import count

import pytest

from apps.sandbox.nursery import Nursery

from .exchange import LOOPBACK, Exchange
from .office import Office
from .process import Dialer

_numbers = count(1)


@pytest.fixture(scope="session")
def exchange() -> Iterator[Exchange]:
    with Exchange() as exchange:
        yield exchange


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Where dialers begin: a fork takes a third of a start."""
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture(scope="session")
def dialer(exchange: Exchange, nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dialer]:
    dialer = Dialer(tmp_path_factory.mktemp("dialer"), nursery, trusted=(f"sip://{LOOPBACK}:{exchange.port}",))
    dialer.start()
    yield dialer
    dialer.end()


@pytest.fixture
def office() -> Iterator[Office]:
    with Office() as office:
        yield office


@pytest.fixture
def number() -> str:
    """One that no other test calls."""
    return f"+1202555{next(_numbers):04}"
