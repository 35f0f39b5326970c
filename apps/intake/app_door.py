"""The door of a platform's whole app: one address and one secret for all tenants, parted by whose account a lead is of.

Meta and HubSpot know one address an app, not one a customer. Only notices come in here, which name leads and hold no
person: who claims another's page gets a number that nothing but that page's own token can fetch.
"""

from collections.abc import Sequence
from datetime import datetime

import structlog
from django.conf import settings

from apps.core import plugins
from apps.integrations import catalog
from apps.integrations.http import Inbound
from apps.integrations.sources.base import Named, Sender
from apps.leads.models import Source
from apps.tenants import access

from . import awaiting, doors, receive
from .doors import NoSuchDoor

log = structlog.get_logger(__name__)


def sender(kind: str) -> Sender:
    """The app's own sender, with its secrets. Raises `NoSuchDoor` where no app of the kind is set up."""
    app = settings.LEADHUB_SENDER_APPS.get(kind)
    if not app:
        raise NoSuchDoor(kind)
    try:
        made = catalog.sender_class(kind)
    except plugins.NoSuchPlugin as error:
        raise NoSuchDoor(kind) from error
    return made(made.Settings.model_validate(app.get("settings", {})), app.get("secrets", []))


def notice(kind: str, request: Inbound, *, received_at: datetime) -> int:
    """Verify the notice, and have each lead fetched for every source of its account; gives how many there were.

    Raises `NoSuchDoor`, `BadSignature`, `Unreadable`, and Django's database errors.
    """
    app = sender(kind)
    app.verify(request, now=received_at)
    by_account: dict[str, list[Named]] = {}
    for each in app.named(request):
        by_account.setdefault(each.account, []).append(each)
    for account, named in by_account.items():
        _promise(_sources(kind, account), named, request, received_at=received_at)
    return sum(map(len, by_account.values()))


def _promise(sources: Sequence[Source], named: Sequence[Named], request: Inbound, *, received_at: datetime) -> None:
    if not sources:
        # Nobody's rows to keep it in; the platform's lists still have it once the account is known.
        log.warning("hook.nobodys", accounts=sorted({each.account for each in named}), leads=len(named))
    for source in sources:
        door = doors.of(source, now=received_at)
        awaiting.promise(door, receive.parcel(door, request, received_at=received_at), named, now=received_at)


def _sources(kind: str, account: str) -> list[Source]:
    with access.as_platform():
        mine = Source.objects.filter(kind=kind, settings__account=account, is_active=True)
        return list(mine.exclude(settings__account="").select_related("tenant").order_by("pk"))
