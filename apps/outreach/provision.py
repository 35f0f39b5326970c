"""Use case: buy a number exactly once, and give one back. The order is written down before the seller hears of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError
from pydantic import ValidationError

from apps.calls.models import PoolNumber
from apps.integrations.errors import ProviderError, Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.models import Connection
from apps.integrations.numbers.base import NumberOrder
from apps.tenants import access

from . import addresses

log = structlog.get_logger(__name__)

EVERY = timedelta(seconds=30)
# What is not in the seller's list by then was never bought.
LOST_AFTER = timedelta(minutes=10)
NEVER_CAME = "the seller never had it for us"


class Taken(Exception):
    """The tenant has this number, or is buying it at this moment."""


@dataclass(frozen=True)
class Purchase:
    """Which number of whom, and the connection whose calls are to show it."""

    phone: str
    label: str
    seller: Connection
    carrier: Connection


def buy(wanted: Purchase, *, now: datetime) -> PoolNumber:
    """Order it, and use it as soon as the seller has it for us; opens its own transactions.

    Silence is no answer: the number stays ordered, and `settle` finds out. Raises `Taken`, and the remedies of
    `errors` where the seller surely did not sell.
    """
    number = _ordered(wanted, now=now)
    try:
        wanted.seller.numbers().buy(_order(wanted))
    except Unanswered as error:
        _say(number, error.reason)
    except (Rejected, Unauthorized, Unavailable):
        with access.as_tenant(number.tenant_id):
            number.release()
        raise
    try:
        find_out(number, now=now)
    except ProviderError as error:
        _say(number, error.reason)
    return _as_it_stands(number)


def find_out(number: PoolNumber, *, now: datetime) -> bool:
    """Whether the seller has an ordered number for us by now; what never came is given up. Raises the remedies."""
    owned = number.seller.numbers().owned(number.phone) if number.seller else None
    with access.as_tenant(number.tenant_id):
        if owned:
            return number.arrive(owned.provider_id, at=now)
        if now - number.judged_from > LOST_AFTER:
            _say(number, NEVER_CAME)
            number.release()
    return False


def settle(*, now: datetime) -> int:
    """Find out about every tenant's orders; how many have come. Harmless to repeat."""
    with access.as_platform():
        ordered = PoolNumber.objects.on_order().select_related("seller").order_by("id")
        waiting = list(ordered.filter(judged_from__lt=now - EVERY))
    return sum(_settled(number, now=now) for number in waiting)


def give_back(number: PoolNumber) -> None:
    """Have the seller take it back, if it was bought here; no call shows it any more. Raises the remedies."""
    if number.seller and number.provider_id:
        number.seller.numbers().release(number.provider_id)
    with access.as_tenant(number.tenant_id):
        number.release()


def _ordered(wanted: Purchase, *, now: datetime) -> PoolNumber:
    try:
        with access.as_tenant(wanted.seller.tenant_id):
            return PoolNumber.objects.create(
                tenant_id=wanted.seller.tenant_id,
                connection=wanted.carrier,
                seller=wanted.seller,
                phone=wanted.phone,
                label=wanted.label,
                state=PoolNumber.State.ORDERED,
                judged_from=now,
            )
    except IntegrityError as error:
        raise Taken from error


def _order(wanted: Purchase) -> NumberOrder:
    """A seller who is the carrier, too, is told where calls go; another one's numbers go by their trunk."""
    carrier = wanted.carrier
    if carrier.vendor != wanted.seller.vendor:
        return NumberOrder(wanted.phone, wanted.label)
    return NumberOrder(
        wanted.phone,
        wanted.label,
        call_url=addresses.callback(carrier.vendor, carrier.token, "inbound-call"),
        call_ended_url=addresses.callback(carrier.vendor, carrier.token, "inbound-status"),
    )


def _settled(number: PoolNumber, *, now: datetime) -> bool:
    """One seller that is away must not hold up the others."""
    try:
        return find_out(number, now=now)
    except ProviderError as error:
        _say(number, error.reason)
    except ValidationError:
        log.error("numbers.settings", tenant=number.tenant_id, number=number.pk)
    return False


def _say(number: PoolNumber, reason: str) -> None:
    with access.as_tenant(number.tenant_id):
        PoolNumber.objects.for_tenant(number.tenant_id).filter(pk=number.pk).update(reason=reason[:200])


def _as_it_stands(number: PoolNumber) -> PoolNumber:
    with access.as_tenant(number.tenant_id):
        return PoolNumber.objects.select_related("seller").get(tenant_id=number.tenant_id, pk=number.pk)
