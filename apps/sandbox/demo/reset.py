"""`python -m apps.sandbox.demo.reset`: drop all that the demo keeps, unless it runs."""

import shutil
import sys

from apps.sandbox.demo import layout, lock
from apps.sandbox.demo.banner import say
from apps.sandbox.demo.surroundings import embedded


def main() -> int:
    """The exit status: 1 while a demo runs."""
    here = layout.from_environment()
    try:
        with lock.held(here):
            for server in embedded(here):
                shutil.rmtree(server.home)
            shutil.rmtree(here.directory)
    except lock.Running as error:
        sys.stderr.write(f"leadhub: {error}; stop it first\n")
        return 1
    say("Dropped .leadhub.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
