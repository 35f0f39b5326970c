"""What a webhook needs to know of its source, kept for two seconds so that a burst asks Postgres once."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from apps.core import clock
from apps.core.kept import Kept
from apps.integrations import catalog
from apps.integrations.sources.base import Sender
from apps.leads.models import Source
from apps.outreach import kit
from apps.outreach.kit import Kit
from apps.tenants import access

# At most: it is read anew after half of that.
LIFE_SECONDS = 2


class NoSuchDoor(LookupError):
    """No live source has this token."""


@dataclass(frozen=True)
class Manner:
    """How people come in: by themselves, or in a list that somebody hands in; `uncalled`: why they are not called."""

    uncalled: str = ""
    is_list: bool = False


@dataclass(frozen=True)
class Door:
    """A source and all that decides what becomes of its leads."""

    source: Source
    sender: Sender
    kit: Kit
    manner: Manner = Manner()


def find(token: str, *, now: datetime) -> Door:
    """The door that this token opens; a paused source or a changed rule is noticed within two seconds.

    Raises `NoSuchDoor`, which is not kept: a source made this moment opens at once.
    """
    return _kept.get(token, at=now.timestamp())


def forget() -> None:
    """Read everything anew."""
    _kept.forget()


def _read(token: str) -> Door:
    now = clock.now()
    try:
        with access.as_platform():
            source = Source.objects.by_token(token, now=now)
    except Source.DoesNotExist as error:
        raise NoSuchDoor from error
    return of(source, now=now)


def of(source: Source, *, now: datetime) -> Door:
    """The door of a source that is known already."""
    with access.as_tenant(source.tenant_id):
        live = source.secrets.filter(Q(expires_at=None) | Q(expires_at__gt=now)).order_by("-id")
        kind = catalog.sender_class(source.kind)
        return Door(
            source=source,
            sender=kind(kind.Settings.model_validate(source.settings), [secret.text for secret in live]),
            kit=kit.of(source.tenant_id, now=now),
        )


_kept = Kept(_read, seconds=LIFE_SECONDS / 2)
