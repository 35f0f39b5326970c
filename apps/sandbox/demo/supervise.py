"""`python -m apps.sandbox.demo.supervise …`: supervisord, tied to the launcher, which forks its programs loaded."""

import gc
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress

from supervisor import supervisord
from supervisor.medusa.asyncore_25 import ExitNow
from supervisor.options import ServerOptions

from apps.core.embedded import tether
from apps.sandbox.demo import loaded, program, warm


class Options(ServerOptions):  # type: ignore[misc]  # supervisor has no hints
    """A Python program of ours begins in supervisord's own fork; every other is executed, as always."""

    def __init__(self) -> None:
        super().__init__()
        self.pid = os.getpid()

    def close_fd(self, fd: int) -> None:
        """Called in the fork for every number; what the product has open it goes on with."""
        if fd not in loaded.files:
            super().close_fd(fd)

    def execve(self, filename: str, argv: Sequence[str], env: Mapping[str, str]) -> None:
        """Called in the fork, whose outputs lead to the program's log by now."""
        program.fork(argv, env, parent=self.pid)
        super().execve(filename, argv, env)


class Supervisor(supervisord.Supervisor):  # type: ignore[misc]  # likewise
    """What needs nothing of the product begins first, and on another core what the others have in common is loaded."""

    def runforever(self) -> None:
        """Until somebody ends it."""
        for group in self.process_groups.values():
            group.transition()
        # What is loaded now stays for good: there is nothing to collect.
        gc.disable()
        warm.up()
        loaded.load()
        gc.enable()
        super().runforever()


def main() -> None:
    """Be supervisord until somebody ends it."""
    tether.tie(signal.SIGTERM, parent=os.getppid())
    options = Options()
    options.realize(sys.argv[1:], doc=supervisord.__doc__)
    options.first, options.test = True, False
    with suppress(ExitNow):
        Supervisor(options).main()
    options.close_httpservers()
    options.close_logger()


if __name__ == "__main__":
    main()
