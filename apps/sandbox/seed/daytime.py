"""The demo's hour: where it is too late to call by law, its clock is moved on to an hour when it is not."""

import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import requests
from django.conf import settings
from django.db.models import Max

from apps.compliance import library, zones
from apps.compliance.geography import Place
from apps.compliance.stated import UNSTATED
from apps.compliance.verdict import Channel
from apps.compliance.windows import Hours
from apps.leads.models import Event
from apps.tenants import access

PATIENCE_SECONDS = 30.0
# So long, at least, a lead that is sent to the demo shall be called at once.
LEEWAY = timedelta(hours=1)
# One for each zone from coast to coast, and for each state with hours of its own.
NUMBERS = (
    *("+12125550100", "+13125550100", "+13035550100", "+12135550100", "+13055550100", "+12035550100", "+14015550100"),
    *("+15025550100", "+12055550100", "+15045550100", "+16015550100", "+12145550100", "+16125550100", "+15055550100"),
    *("+17025550100", "+14105550100", "+16175550100", "+14055550100", "+12065550100", "+13135550100", "+16055550100"),
    *("+13075550100", "+18015550100", "+12155550100", "+16025550100"),
)


def begin() -> datetime:
    """Set the demo's clock for every process, and give the instant that it shows.

    Never back to before what the demo remembers: a timeline runs one way.
    """
    true = datetime.now(UTC)
    with access.as_platform():
        latest = Event.objects.aggregate(latest=Max("occurred_at"))["latest"]
        wanted = lawful(max(true, latest or true))
    offset = wanted - true
    try:
        _move(offset)
    except requests.RequestException as error:
        sys.stderr.write(f"seed_demo: the clock stays as it is ({type(error).__name__})\n")
        return true
    return datetime.now(UTC) + offset


def lawful(at: datetime) -> datetime:
    """The first instant from `at` on at which one may call everywhere for a while."""
    rules = library.current()
    if rules is None:
        return at
    hours = Hours(rules, Channel.CALL, False)
    places = [place for number in NUMBERS for place in zones.candidates(number, "US", UNSTATED)]
    while not (_is_open(hours, places, at) and _is_open(hours, places, at + LEEWAY)):
        at = hours.next_allowed(at + LEEWAY, places) or at + timedelta(days=1)
    return at


def _is_open(hours: Hours, places: Sequence[Place], at: datetime) -> bool:
    return all(hours.is_open(place, at) for place in places)


def _move(offset: timedelta) -> None:
    """The sandbox tells every process; it is started at the same time as we are."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            url = f"{settings.LEADHUB_SANDBOX_URL}/clock"
            requests.post(url, json={"offset_seconds": offset.total_seconds()}, timeout=2).raise_for_status()
        except requests.ConnectionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
