"""Workers who do the same thing at the same moment, each on a connection of its own."""

import threading
from collections.abc import Callable, Sequence

from django.db import connection

from apps.outreach.permit import Overtaken


def overtaken(entries: Sequence[Callable[[], object]]) -> int:
    """Let each make its entry in the ledger, all at once; how many found that others had taken the room."""
    start, late = threading.Barrier(len(entries)), []

    def enter(entry: Callable[[], object]) -> None:
        connection.ensure_connection()
        start.wait()
        try:
            entry()
        except Overtaken as error:
            late.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=enter, args=[each]) for each in entries]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return len(late)
