"""Form bodies as vendors send them: names may repeat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.requests import Request


@dataclass(frozen=True)
class Form:
    """What was posted; a missing field reads as empty."""

    fields: Mapping[str, list[str]] = field(default_factory=dict)

    def first(self, name: str, default: str = "") -> str:
        return self.fields.get(name, [default])[0]

    def every(self, name: str) -> list[str]:
        return list(self.fields.get(name, []))


async def read(request: Request) -> Form:
    """The request's url-encoded body."""
    body = await request.body()
    return Form(parse_qs(body.decode(errors="replace"), keep_blank_values=True))
