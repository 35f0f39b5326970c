"""What one webhook request costs in process: no server, no socket, the real Postgres.

`python -m bench.cost HOOK FIRST COUNT`, with the product's environment; the other parts call it so.
"""

import cProfile
import io
import pstats
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import orjson

from bench import leads

ROUNDS = 8
_LINES = 45


def rounds(ask: Callable[[int], None], numbers: Iterable[range]) -> dict[str, float]:
    """The cheapest round's milliseconds a request; the thread's CPU leaves out the doorbell's thread."""
    costs = [_cost(ask, each) for each in numbers]
    return dict(zip(("thread_cpu_ms", "process_cpu_ms", "wall_ms"), map(min, zip(*costs, strict=True)), strict=True))


def _cost(ask: Callable[[int], None], numbers: range) -> tuple[float, float, float]:
    clocks = (time.thread_time, time.process_time, time.perf_counter)
    began = [clock() for clock in clocks]
    for number in numbers:
        ask(number)
    thread, process, wall = (
        (clock() - start) * 1_000 / len(numbers) for clock, start in zip(clocks, began, strict=True)
    )
    return thread, process, wall


def listing(profile: cProfile.Profile, order: str) -> str:
    """The dearest functions, without the paths that all share."""
    text = io.StringIO()
    pstats.Stats(profile, stream=text).strip_dirs().sort_stats(order).print_stats(_LINES)
    return text.getvalue()


def asker(hook: str) -> Callable[[int], None]:
    """Posts a lead to the WSGI application; raises on anything but 200."""
    # Django is set up by this import, which only this process does.
    from leadhub.wsgi import application  # noqa: PLC0415

    path = urlsplit(hook).path

    def ask(number: int) -> None:
        body = leads.body(number)
        heard: list[str] = []
        environ = _environ(path, body)
        answer = application(environ, lambda status, headers, exc_info=None: heard.append(status))
        b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        if not heard[0].startswith("200"):
            raise RuntimeError(heard[0])

    return ask


def _environ(path: str, body: bytes) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "127.0.0.1",
        "HTTP_USER_AGENT": "bench/1",
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def main() -> None:
    """Warm up, measure, then profile a quarter as many more."""
    hook, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    ask, size = asker(hook), int(sys.argv[3]) // ROUNDS
    for number in range(first, first + 100):
        ask(number)
    first += 100
    found = rounds(ask, (range(first + start, first + start + size) for start in range(0, count, size)))
    # The profiler sees every thread; what the doorbell's does is not the request's.
    with patch("apps.core.queues.ring"), cProfile.Profile() as profile:
        for number in range(first + count, first + count + count // 4):
            ask(number)
    told = {"figures": found, "listing": listing(profile, "cumulative") + listing(profile, "tottime")}
    sys.stdout.buffer.write(orjson.dumps(told))


if __name__ == "__main__":
    main()
