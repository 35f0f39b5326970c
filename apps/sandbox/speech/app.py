"""The four doors of the speech server; what goes through them stands in the package's docstring."""

import time
from dataclasses import asdict

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox.speech import asking, voices
from apps.sandbox.speech.asking import TooLarge
from apps.sandbox.speech.studio import Studio


def build(studio: Studio) -> Starlette:
    """The application around models that are loaded."""
    app = Starlette(
        routes=[
            Route("/say", say, methods=["POST"]),
            Route("/hear", hear, methods=["POST"]),
            Route("/voices", list_voices),
            Route("/healthz", healthz),
        ],
        exception_handlers={ValidationError: asking.malformed, TooLarge: asking.too_large},
    )
    app.state.studio = studio
    return app


async def say(request: Request) -> Response:
    wish, studio = await asking.wish(request), _studio(request)
    sound = studio.recalled(wish.text, voice=wish.voice, rate=wish.rate)
    memory = "miss" if sound is None else "hit"
    if sound is None:
        sound = await studio.said(wish.text, voice=wish.voice, rate=wish.rate)
    return Response(sound, headers={"content-type": f"audio/l16; rate={wish.rate}", "x-memory": memory})


async def hear(request: Request) -> Response:
    sound = await asking.sound(request)
    started = time.monotonic()
    heard = await _studio(request).heard(sound.pcm, rate=sound.rate, hint=sound.hint)
    return JSONResponse({**asdict(heard), "ms": round((time.monotonic() - started) * 1000)})


async def list_voices(request: Request) -> Response:
    known = [asdict(voice) for voice in voices.BY_NAME.values()]
    return JSONResponse({"voices": known, "agent": voices.AGENT.name, "rates": asking.RATES})


async def healthz(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


def _studio(request: Request) -> Studio:
    studio: Studio = request.app.state.studio
    return studio
