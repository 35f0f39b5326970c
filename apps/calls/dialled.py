"""Which of our attempts the news of a dialer's whole account is of."""

from datetime import datetime, timedelta

from apps.integrations.models import Connection
from apps.integrations.telephony.base import AccountNews

from . import book
from .models import CallAttempt

# Their times are of whole seconds, and of their own clock.
CLOCK_SLACK = timedelta(seconds=5)


def attempt_of(connection: Connection, news: AccountNews, *, token: str | None, now: datetime) -> CallAttempt | None:
    """By the call's id, else by the token that it was ordered with; None: not one of ours. In the caller's view.

    Where the vendor gives no order back (a token of None) a call counts as ours that began after we had asked for one
    to that number, and that no other news has named: within `book.WINDOW` we ask for one only.
    """
    theirs = CallAttempt.objects.for_tenant(connection.tenant_id).filter(call__phone=news.phone)
    mine = theirs.filter(call__connection=connection).select_related("call__lead").order_by("pk")
    found = mine.filter(provider_id=news.call.provider_id).last()
    if found is None and token is not None:
        found = mine.filter(token=token).last()
    elif found is None:
        began_at = (news.began_at or now) + CLOCK_SLACK
        asked = mine.filter(intent_at__lte=began_at, intent_at__gt=began_at - book.WINDOW)
        unnamed = asked.filter(provider_id="", call__provider_id="")
        found = unnamed.exclude(state=CallAttempt.State.NOT_PLACED).last()
    if found:
        found.call.connection = connection
    return found
