"""Asking a vendor whether a connection works, and telling the person what it said."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest
from pydantic import ValidationError

from apps.core import clock
from apps.integrations.errors import ProviderError
from apps.integrations.models import Connection
from apps.outreach import replay
from apps.tenants import access


def prove(request: HttpRequest, connection: Connection) -> None:
    """Ask, with no transaction open while the vendor thinks; what was held for it goes on if it works."""
    try:
        said = connection.adapter().check()
    except ValidationError:
        messages.error(request, "The settings are incomplete: fill in what is marked below and save.")
    except ProviderError as error:
        messages.error(request, f"It does not work: {error.reason}.")
    else:
        with access.as_tenant(connection.tenant_id):
            freed = _works(connection, now=clock.now())
        messages.success(request, " ".join(filter(None, ["It works.", said, going_on(freed)])))


def going_on(freed: int) -> str:
    """A sentence on the steps that were let go, "" for none."""
    return f"{freed} held {'step goes' if freed == 1 else 'steps go'} on in a few seconds." if freed else ""


def _works(connection: Connection, *, now: datetime) -> int:
    """Note that it answered well, and let go what was held for it; how many steps."""
    connection.last_ok_at = now
    connection.save(update_fields=["last_ok_at"])
    return replay.of_connection(connection, now=now) if connection.is_active else 0
