"""`python -m apps.sandbox.demo.supervise …`: supervisord, tied to the launcher, which forks its programs warm."""

import os
import signal
import sys
from collections.abc import Mapping, Sequence

from supervisor import supervisord
from supervisor.options import ServerOptions

from apps.core.embedded import tether
from apps.sandbox.demo import program, warm


class Options(ServerOptions):  # type: ignore[misc]  # supervisor has no hints
    """A Python program of ours begins in supervisord's own fork; every other is executed, as always."""

    def __init__(self) -> None:
        super().__init__()
        self.pid = os.getpid()

    def execve(self, filename: str, argv: Sequence[str], env: Mapping[str, str]) -> None:
        """Called in the fork, whose outputs lead to the program's log by now."""
        program.fork(argv, env, parent=self.pid)
        super().execve(filename, argv, env)


def main() -> None:
    """Be supervisord until somebody ends it."""
    tether.tie(signal.SIGTERM, parent=os.getppid())
    warm.up()
    options = Options()
    options.realize(sys.argv[1:], doc=supervisord.__doc__)
    options.first, options.test = True, False
    supervisord.go(options)
    options.close_httpservers()
    options.close_logger()


if __name__ == "__main__":
    main()
