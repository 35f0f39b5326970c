"""What may be asked, and how it is refused."""

from typing import Annotated, Literal, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, field_validator
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from apps.sandbox.speech import voices

MOST_BYTES = 2_000_000
MOST_CHARACTERS = 1_000
MOST_HINTED = 600
RATES = (8000, 16000, 22050)
# As text in an address; pydantic would take no text for a number that must be one of three.
type Rate = Annotated[Literal[8000, 16000, 22050], BeforeValidator(int)]


class TooLarge(Exception):
    """The body has more than MOST_BYTES."""


class Wish(BaseModel):
    """A sentence, and who says it."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_CHARACTERS)]
    voice: str = voices.AGENT.name
    rate: Literal[8000, 16000, 22050] = 8000

    @field_validator("voice")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if name not in voices.BY_NAME:
            raise ValueError(f"one of {', '.join(voices.BY_NAME)}")
        return name


class Sound(BaseModel):
    """Samples, and what to expect in them."""

    pcm: Annotated[bytes, Field(min_length=2)]
    rate: Rate = 8000
    hint: Annotated[str, StringConstraints(max_length=MOST_HINTED)] = ""

    @field_validator("pcm")
    @classmethod
    def _is_whole(cls, pcm: bytes) -> bytes:
        if len(pcm) % 2:
            raise ValueError("half a sample is left over: two bytes each")
        return pcm


async def wish(request: Request) -> Wish:
    """Raises ValidationError or TooLarge."""
    return Wish.model_validate_json(await _body(request))


async def sound(request: Request) -> Sound:
    """Raises ValidationError or TooLarge."""
    return Sound.model_validate({**request.query_params, "pcm": await _body(request)})


async def _body(request: Request) -> bytes:
    """To its end in any case: who still sends hears no answer."""
    parts, length = [], 0
    async for part in request.stream():
        length += len(part)
        if length <= MOST_BYTES:
            parts.append(part)
    if length > MOST_BYTES:
        raise TooLarge
    return b"".join(parts)


async def too_large(request: Request, failure: Exception) -> Response:
    """How much would have been taken."""
    return JSONResponse({"error": "too large", "most_bytes": MOST_BYTES}, 413)


async def malformed(request: Request, failure: Exception) -> Response:
    """Which field, and why; without what was sent."""
    problems = {
        ".".join(map(str, each["loc"])) or "body": each["msg"] for each in cast(ValidationError, failure).errors()
    }
    return JSONResponse({"error": "malformed", "fields": problems}, 400)
