"""What a Telnyx call shall do next: deeds of ours, and what of them its events carry along.

Telnyx reads no document. Its events carry a `client_state` that we have given with the last order, so what is left of
a program travels with the call, and whoever hears the next event knows it.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from apps.integrations.http import JSON, Document

# What Telnyx is answered: it wants no more than a 2xx.
HEARD = Document(b"", status=204)


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Deed(_Plain):
    """One thing to do. Of a rep's leg, `join` puts rep and lead together; `to_lead` is said or done to the lead."""

    do: Literal["speak", "stream", "ring", "join", "hang_up"]
    to_lead: bool = False
    text: str = ""
    language: str = ""
    url: str = ""
    parameters: Mapping[str, str] = {}
    to: str = ""
    caller_id: str = ""
    ring_seconds: int = 20
    whisper_url: str = ""
    then_url: str = ""
    record_url: str = ""


class _Program(_Plain):
    deeds: tuple[Deed, ...]


class State(_Plain):
    """What travels with a leg. `order` is of the lead's own; `lead` of a rep's; `rep` is whose phone rings.

    `answered_at` is when the lead did: no event of the end says how long they talked. `record_url` is told of the
    recording, if there is to be one.
    """

    order: str = ""
    answered_at: AwareDatetime | None = None
    lead: str = ""
    rep: str = ""
    then_url: str = ""
    record_url: str = ""
    rest: tuple[Deed, ...] = ()

    def packed(self) -> str:
        return b64encode(self.model_dump_json(exclude_defaults=True).encode()).decode()


def state(packed: str | None) -> State:
    """What an event carries; nothing, if it was none of ours who gave it."""
    try:
        return State.model_validate_json(b64decode(packed or "", validate=True))
    except (NotBase64, ValidationError):
        return State()


def document(*deeds: Deed) -> Document:
    return Document(_Program(deeds=deeds).model_dump_json(exclude_defaults=True).encode(), content_type=JSON)


def deeds_of(read: Document) -> Sequence[Deed]:
    """Of a document of ours; of any other, that asks for nothing, none."""
    try:
        return _Program.model_validate_json(read.body).deeds
    except ValidationError:
        return ()


def speak(text: str, *, language: str, to_lead: bool = False) -> tuple[Deed, ...]:
    """Nothing, if there is nothing to say."""
    said = text.strip()
    return (Deed(do="speak", text=said, language=language, to_lead=to_lead),) if said else ()
