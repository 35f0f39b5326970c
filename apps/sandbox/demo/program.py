"""`python -m apps.sandbox.demo.program COMMAND …`: become a program under the supervisor.

Granian's workers outlive a kill -9 of their parent and go on answering on its port with the code they had.
So a program first ends what an earlier run of itself left, and is itself tied to the supervisor.
"""

import os
import signal
import sys
from collections.abc import Mapping, Sequence

from apps.core.embedded import tether
from apps.sandbox.demo import leftovers, loaded, warm

NAME = "SUPERVISOR_PROCESS_NAME"  # set by supervisord
NICENESS = "LEADHUB_NICENESS"


def main() -> None:
    """Turn into the program."""
    _settle(parent=os.getppid())
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606 - becoming it is the point


def fork(command: Sequence[str], environment: Mapping[str, str], *, parent: int) -> None:
    """Be the program in this fork of `parent`; returns if it is none that a fork can be."""
    this = [sys.executable, "-m", "apps.sandbox.demo.program"]
    if list(command[:3]) != this or not warm.is_python(command[3:]) or not loaded.suits(environment):
        return
    os.environ.clear()
    os.environ.update(environment)
    loaded.heed()
    _settle(parent=parent)
    warm.begin(command[3:], name=environment[NAME])


def _settle(*, parent: int) -> None:
    """End the leftovers, and tie ourselves to the supervisor."""
    ours = {name: os.environ[name] for name in (NAME, leftovers.MARK)}
    # No patience: granian's orphans stop listening when told to end, and then hang.
    leftovers.end(ours, patience_seconds=0)
    tether.tie(signal.SIGTERM, parent=parent)
    # Where cores are few, what can wait lets calls go first.
    os.nice(int(os.environ.get(NICENESS, "0")))


if __name__ == "__main__":
    main()
