"""`python -m apps.sandbox.speech --port N`: speak and listen on loopback until told to stop."""

import argparse
import signal
import sys
from types import FrameType

import uvicorn

from apps.core import warm
from apps.core.embedded.ports import LOOPBACK
from apps.sandbox.speech import app
from apps.sandbox.speech.studio import Studio

ENDING_SECONDS = 1


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m apps.sandbox.speech", description=__doc__)
    parser.add_argument("--port", type=int, default=8007)
    parser.add_argument("--ears", type=int, choices=(1, 2), default=2, help="how many listen at once")
    return parser.parse_args()


def leave(number: int, frame: FrameType | None) -> None:
    """Uvicorn raises the signal again once it has closed: being told to stop is no failure."""
    sys.exit()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    wanted = options()
    # Listening starts with the models warm: whoever is answered at all is answered fast.
    studio = Studio(ears=wanted.ears)
    warm.freeze()
    uvicorn.run(
        app.build(studio),
        host=LOOPBACK,
        port=wanted.port,
        log_level="warning",
        timeout_graceful_shutdown=ENDING_SECONDS,
    )
