"""`python -m apps.sandbox.demo`: run the demo in the foreground until Ctrl-C."""

import signal
import sys
from types import FrameType

from apps.core.embedded import binaries, places, postgres, server
from apps.sandbox.demo import launch, layout, lock, manage, supervisor
from apps.sandbox.demo.banner import say

EXPECTED = (
    binaries.Missing,
    launch.Ended,
    launch.NotReady,
    layout.PortTaken,
    lock.Running,
    manage.Failed,
    places.Occupied,
    postgres.InitFailed,
    server.NotReady,
    supervisor.Down,
    supervisor.Failed,
)


STOPPERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """Stop in order, and only once: whoever presses Ctrl-C twice shall not cut the stopping short."""
    for each in STOPPERS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> int:
    """The exit status: 0 when somebody stopped it."""
    for each in STOPPERS:
        signal.signal(each, _stop)
    try:
        launch.run(layout.from_environment())
    except KeyboardInterrupt:
        say("\nStopped; nothing is left running.")
        return 0
    except EXPECTED as error:
        sys.stderr.write(f"\nleadhub: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
