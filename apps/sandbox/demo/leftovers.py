"""Ending what an earlier run left behind, and nothing else: known by a mark in its environment."""

from collections.abc import Iterator
from contextlib import suppress

import psutil

MARK = "LEADHUB_DEMO_DIRECTORY"
PATIENCE_SECONDS = 3.0


def end(marks: dict[str, str], *, patience_seconds: float = PATIENCE_SECONDS) -> list[int]:
    """End all that bear these environment variables, except us and our ancestors; gives their pids."""
    found = list(_bearing(marks))
    for one in found:
        with suppress(psutil.NoSuchProcess):
            one.terminate()
    _, stubborn = psutil.wait_procs(found, timeout=patience_seconds)
    for one in stubborn:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    psutil.wait_procs(stubborn, timeout=PATIENCE_SECONDS)
    return [one.pid for one in found]


def _bearing(marks: dict[str, str]) -> Iterator[psutil.Process]:
    us = psutil.Process()
    spared = {us.pid, *(parent.pid for parent in us.parents())}
    for one in psutil.process_iter():
        try:
            if one.pid not in spared and marks.items() <= one.environ().items():
                yield one
        except (psutil.Error, OSError):
            continue
