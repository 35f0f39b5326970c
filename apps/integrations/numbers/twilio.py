"""Twilio as a seller of numbers: https://www.twilio.com/docs/phone-numbers/api."""

from collections.abc import Sequence

from pydantic import BaseModel, ValidationError

from apps.integrations.errors import ProviderError, Rejected, Unanswered
from apps.integrations.http import Http
from apps.integrations.wire import twilio as wire

from . import base
from .base import NumberOrder, Offer, Owned

# Prices have a host of their own: https://www.twilio.com/docs/phone-numbers/pricing.
PRICES = "https://pricing.twilio.com"
# https://www.twilio.com/docs/api/errors
REASONS = {
    "21404": "A Twilio trial account can have one number",
    "21421": "That is not a number that Twilio sells",
    "21422": "Somebody else has bought this number",
    "21631": "Twilio wants an address for a number of this country",
}
GONE = frozenset({"404", "20404"})


class Numbers(base.Numbers):
    Settings = wire.Account
    title = "Twilio numbers"

    def __init__(self, settings: BaseModel, http: Http) -> None:
        self._settings = wire.Account.model_validate(settings)
        self._client = wire.client(self._settings, http, reasons=REASONS)
        self._http = http

    def search(self, area_code: str, *, country: str, most: int = 20) -> Sequence[Offer]:
        with wire.sensible():
            local = self._client.available_phone_numbers(country).local
            found = local.list(area_code=int(area_code), voice_enabled=True, limit=most, page_size=most)
            listed = [(str(each.phone_number), f"{each.locality or ''} {each.region or ''}".strip()) for each in found]
        price = self._price(country) if listed else ""
        return [Offer(phone, place, price) for phone, place in listed]

    def buy(self, order: NumberOrder) -> None:
        urls = {"voice_url": order.call_url, "status_callback": order.call_ended_url}
        with wire.sensible():
            bought = self._client.incoming_phone_numbers.create(
                phone_number=order.phone,
                friendly_name=order.label or order.phone,
                **{name: url for name, url in urls.items() if url},
            )
            if not bought.sid:
                raise Unanswered("Twilio named no number")

    def owned(self, phone: str) -> Owned | None:
        with wire.sensible():
            found = self._client.incoming_phone_numbers.page(phone_number=phone, page_size=wire.MOST_LISTED)
            # Twilio looks for the digits anywhere in the number.
            return next((Owned(str(each.sid), phone) for each in found if each.phone_number == phone), None)

    def release(self, provider_id: str) -> None:
        try:
            with wire.sensible():
                self._client.incoming_phone_numbers(provider_id).delete()
        except Rejected as refusal:
            if refusal.code not in GONE:
                raise

    def check(self) -> str:
        return wire.standing(self._client, self._settings)

    def _price(self, country: str) -> str:
        """What the account pays a month, "" where Twilio does not say: an offer without a price is an offer."""
        host = PRICES if self._settings.base_url == wire.API else self._settings.base_url.rstrip("/")
        login = (self._settings.account_sid, self._settings.auth_token.get_secret_value())
        try:
            reply = self._http.send("GET", f"{host}/v1/PhoneNumbers/Countries/{country}", auth=login)
            prices = _Prices.model_validate_json(reply.body)
        except (ProviderError, ValidationError):
            return ""
        local = next((each for each in prices.phone_number_prices if each.number_type == "local"), None)
        return f"{local.current_price} {prices.price_unit.upper()} a month" if local else ""


class _Price(BaseModel):
    number_type: str
    current_price: str


class _Prices(BaseModel):
    phone_number_prices: list[_Price]
    price_unit: str
