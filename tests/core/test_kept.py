"""A value that everybody needs is read by one of them, and nobody waits for it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from apps.core.kept import Kept


class Shelf:
    """Counts its reads; `door` holds them up."""

    def __init__(self) -> None:
        self.reads = 0
        self.at_the_door = threading.Event()
        self.door = threading.Event()
        self.door.set()

    def read(self, key: str) -> str:
        self.at_the_door.set()
        self.door.wait(5)
        self.reads += 1
        if key == "none":
            raise LookupError(key)
        return f"{key} {self.reads}"


def test_a_value_is_read_once_a_life() -> None:
    shelf = Shelf()
    kept = Kept(shelf.read, seconds=1)

    assert [kept.get("a", at=at) for at in (0, 0.5, 0.9, 1.1, 1.5)] == ["a 1", "a 1", "a 1", "a 2", "a 2"]


def test_whether_a_value_is_there_is_told_without_reading_it() -> None:
    kept = Kept(Shelf().read, seconds=1)
    kept.get("a", at=0)

    assert [kept.has("a", at=0.5), kept.has("a", at=1.5), kept.has("b", at=0)] == [True, False, False]


def test_while_one_reads_the_others_go_on_with_the_old() -> None:
    shelf = Shelf()
    kept = Kept(shelf.read, seconds=1)
    kept.get("a", at=0)
    shelf.door.clear()
    shelf.at_the_door.clear()

    with ThreadPoolExecutor(1) as pool:
        reader = pool.submit(kept.get, "a", at=1.5)
        shelf.at_the_door.wait(5)
        others = [kept.get("a", at=1.6) for _ in range(3)]
        shelf.door.set()

    assert (others, reader.result(), shelf.reads) == (["a 1"] * 3, "a 2", 2)


def test_an_old_value_is_used_by_nobody() -> None:
    shelf = Shelf()
    kept = Kept(shelf.read, seconds=1)
    kept.get("a", at=0)

    assert kept.get("a", at=5) == "a 2"


def test_an_error_is_not_kept() -> None:
    shelf = Shelf()
    kept = Kept(shelf.read, seconds=1)

    for _ in range(2):
        with pytest.raises(LookupError):
            kept.get("none", at=0)

    assert shelf.reads == 2


def test_what_is_forgotten_is_read_anew() -> None:
    shelf = Shelf()
    kept = Kept(shelf.read, seconds=1)
    kept.get("a", at=0)

    kept.forget()

    assert kept.get("a", at=0) == "a 2"


def test_no_more_is_kept_than_there_is_room_for() -> None:
    shelf = Shelf()
    kept = Kept(shelf.read, seconds=1, most=2)

    for key in "abc":
        kept.get(key, at=0)

    assert kept.get("c", at=0) == "c 3"
    assert kept.get("a", at=0) == "a 4"
