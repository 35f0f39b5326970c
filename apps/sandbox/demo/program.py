"""`python -m apps.sandbox.demo.program COMMAND …`: become a program under the supervisor.

Granian's workers outlive a kill -9 of their parent and go on answering on its port with the code they had.
So a program first ends what an earlier run of itself left, and is itself tied to the supervisor.
"""

import os
import signal
import sys

from apps.core.embedded import tether
from apps.sandbox.demo import leftovers

NAME = "SUPERVISOR_PROCESS_NAME"  # set by supervisord
NICENESS = "LEADHUB_NICENESS"


def main() -> None:
    """End the leftovers, tie ourselves to the supervisor, turn into the program."""
    parent = os.getppid()
    ours = {name: os.environ[name] for name in (NAME, leftovers.MARK)}
    # No patience: granian's orphans stop listening when told to end, and then hang.
    leftovers.end(ours, patience_seconds=0)
    tether.tie(signal.SIGTERM, parent=parent)
    # Where cores are few, what can wait lets calls go first.
    os.nice(int(os.environ.get(NICENESS, "0")))
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606 - becoming it is the point


if __name__ == "__main__":
    main()
