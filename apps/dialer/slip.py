"""What is known of a recording, on a slip of paper beside it: whom to tell, and, after a crash, that it broke off.

No number and no name is in it. Once LeadHub has been told, the slip is thrown away and the recording stays.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from apps.integrations.wire.dialer import TAPE_ID, Lack, TapeTold

from . import wav


class Slip(BaseModel):
    """`is_over` once nothing is added any more, and then `audio_bytes` are there."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(pattern=TAPE_ID)
    call_id: str
    url: str = Field(repr=False)
    began_at: datetime
    is_over: bool = False
    audio_bytes: int = 0
    lack: Lack | None = None

    def told(self) -> TapeTold:
        """What LeadHub is to hear."""
        seconds = round(wav.seconds(self.audio_bytes))
        is_there = self.audio_bytes > 0
        return TapeTold(tape_id=self.id, call_id=self.call_id, is_there=is_there, seconds=seconds, lack=self.lack)

    def ended(self, *, audio_bytes: int, lack: Lack | None) -> "Slip":
        return self.model_copy(update={"is_over": True, "audio_bytes": audio_bytes, "lack": lack})


def audio_of(folder: Path, tape_id: str) -> Path:
    return folder / f"{tape_id}.wav"


def save(folder: Path, slip: Slip) -> None:
    """At once or not at all. Blocks, as all here do; raises `OSError`."""
    draft = folder / f".{slip.id}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(slip.model_dump_json().encode())
    draft.replace(_path(folder, slip.id))


def throw_away(folder: Path, slip: Slip) -> None:
    """It has been told; what holds no audio is of use to nobody."""
    if not slip.audio_bytes:
        audio_of(folder, slip.id).unlink(missing_ok=True)
    _path(folder, slip.id).unlink(missing_ok=True)


def forget(folder: Path, tape_id: str) -> bool:
    """Delete the recording and its slip; whether there was one."""
    _path(folder, tape_id).unlink(missing_ok=True)
    try:
        audio_of(folder, tape_id).unlink()
    except FileNotFoundError:
        return False
    return True


def forget_old(folder: Path, *, before: float) -> list[str]:
    """Forget the recordings that were last written before that moment; which they were."""
    found = [path.stem for path in folder.glob("*.wav") if path.stat().st_mtime < before]
    for tape_id in found:
        forget(folder, tape_id)
    return found


def all_in(folder: Path) -> Iterator[Slip]:
    """Those of recordings that nobody has been told of; one that can't be read is passed over."""
    for path in sorted(folder.glob("*.json")):
        try:
            yield Slip.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            continue


def _path(folder: Path, tape_id: str) -> Path:
    return folder / f"{tape_id}.json"
