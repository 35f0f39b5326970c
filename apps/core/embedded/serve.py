"""`python -m apps.core.embedded.serve postgres|redis DIRECTORY PORT`: be that server, in the foreground."""

import os
import sys
from pathlib import Path

from apps.core.embedded.postgres import Postgres
from apps.core.embedded.redis import Redis

SERVERS = {"postgres": Postgres, "redis": Redis}


def main() -> None:
    """Turn into the server named on the command line."""
    parent = os.getppid()
    name, directory, port = sys.argv[1:]
    SERVERS[name](Path(directory), int(port)).serve(parent=parent)


if __name__ == "__main__":
    main()
