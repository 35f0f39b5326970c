"""One demo a project at a time: a lock that the kernel frees however its holder dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from apps.sandbox.demo.layout import Layout


class Running(Exception):
    """A demo holds the lock; the message says where it runs."""


@contextmanager
def held(layout: Layout) -> Iterator[None]:
    """Hold the lock for the length of the block; Running if another demo does."""
    layout.directory.mkdir(exist_ok=True)
    with (layout.directory / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Running(f"already running at {file.read() or layout.url('web')}") from None
        file.truncate(0)
        file.write(layout.url("web"))
        file.flush()
        yield
