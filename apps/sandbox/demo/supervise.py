"""`python -m apps.sandbox.demo.supervise …`: become supervisord, tied to the launcher."""

import os
import signal
import sys

from apps.core.embedded import tether


def main() -> None:
    """Turn into supervisord."""
    tether.tie(signal.SIGTERM, parent=os.getppid())
    command = [sys.executable, "-m", "supervisor.supervisord", *sys.argv[1:]]
    os.execv(command[0], command)  # noqa: S606 - becoming it is the point


if __name__ == "__main__":
    main()
