"""What Twilio charged for a call: https://www.twilio.com/docs/voice/api/call-resource, `price` and `price_unit`."""

from collections.abc import Sequence

from twilio.rest import Client  # type: ignore[import-untyped]  # no py.typed
from twilio.rest.api.v2010.account.call import CallInstance  # type: ignore[import-untyped]

from apps.integrations import charges
from apps.integrations.charges import Charge
from apps.integrations.wire import twilio as wire

from . import base


class Charges(base.Telephony):
    """The prices of an account's calls; the carrier's own class makes the rest."""

    tells_charges = True
    _client: Client

    def charge(self, provider_id: str) -> Charge | None:
        with wire.sensible():
            call = self._client.calls(provider_id).fetch()
            # The rep's leg is a call of its own, with a price of its own.
            legs = [call, *self._client.calls.page(parent_call_sid=provider_id, page_size=wire.MOST_LISTED)]
            return _of(legs)


def _of(legs: Sequence[CallInstance]) -> Charge | None:
    """None while one that was talked in has no price: it comes minutes after the end."""
    if any(leg.price is None and int(leg.duration or 0) > 0 for leg in legs):
        return None
    priced = [charges.of_decimal(leg.price or "0", leg.price_unit or "USD") for leg in legs]
    return charges.total(priced)
