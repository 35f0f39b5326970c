"""Links that let whoever holds one hear one recording, without a login and for some minutes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.core import signing

_SIGNER = signing.Signer(salt="leadhub.recording", sep="~")


class Kind(StrEnum):
    """Whose recording: our agent's conversation, or what a carrier recorded of a call."""

    CONVERSATION = "c"
    CARRIER = "r"


class NoSuchLink(LookupError):
    """Not made by us, or not whole."""


@dataclass(frozen=True)
class Link:
    """One recording of a tenant's, until then."""

    tenant_id: int
    kind: Kind
    id: UUID
    until: datetime

    def holds(self, *, now: datetime) -> bool:
        """Whether it still opens without a login."""
        return now < self.until


def url(tenant_id: int, kind: Kind, recording_id: UUID, *, now: datetime) -> str:
    """The whole address. It is a key: it belongs into no log and no job's arguments."""
    until = now + timedelta(minutes=settings.LEADHUB_RECORDING_LINK_MINUTES)
    value = f"{tenant_id}.{kind}.{recording_id.hex}.{int(until.timestamp())}"
    return f"{settings.LEADHUB_BASE_URL}/recordings/{_SIGNER.sign(value)}/"


def read(token: str) -> Link:
    """What the link opens, whether it still holds or not. Raises `NoSuchLink`."""
    try:
        tenant_id, kind, recording_id, until = _SIGNER.unsign(token).split(".")
        return Link(int(tenant_id), Kind(kind), UUID(recording_id), datetime.fromtimestamp(int(until), UTC))
    except (signing.BadSignature, ValueError) as error:
        raise NoSuchLink from error
