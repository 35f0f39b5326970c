"""Use case: a dialer whose reps' apps call tells all that happens on its account: our calls are moved by it."""

from contextlib import suppress
from datetime import datetime

from apps.calls import dialled
from apps.calls.models import CallAttempt
from apps.integrations.http import Document
from apps.integrations.models import Connection
from apps.integrations.telephony.base import AccountNews, CallNews
from apps.outreach import abandonment, addresses, progress
from apps.tenants import access

HEARD = Document(b"", status=204)


def take(connection: Connection, told: AccountNews, *, now: datetime) -> None:
    """One call's news; of a call that a rep made by hand nothing is kept."""
    token = None if told.status_url is None else addresses.token_in(told.status_url)
    with access.as_tenant(connection.tenant_id):
        attempt = dialled.attempt_of(connection, told, token=token, now=now)
    if attempt:
        with suppress(progress.Stray):
            _moved(attempt, told.call, now=now)


def _moved(attempt: CallAttempt, news: CallNews, *, now: datetime) -> None:
    call = progress.of_call(attempt, news, now=now)
    if call.answered_at:
        # The rep was on the line before the lead was: nobody has been left alone.
        abandonment.spoken(call, now=call.answered_at)
