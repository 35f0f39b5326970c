"""Telnyx as a seller of numbers: https://developers.telnyx.com/docs/numbers/phone-numbers/number-orders.

An order is accepted before the number is there; `owned` sees it when it is. Where calls to a number go is said by the
Telnyx connection that it is given to, not by the number.
"""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from apps.integrations.http import Http
from apps.integrations.wire.telnyx import API, Api

from . import base
from .base import NumberOrder, Offer, Owned


class Account(BaseModel):
    """A Telnyx account as a tenant types it in."""

    model_config = ConfigDict(str_strip_whitespace=True, frozen=True)

    api_key: SecretStr = Field(
        title="API key", description="From API Keys in the Telnyx portal.", examples=["KEY0123"], min_length=8
    )
    connection_id: str = Field(
        default="",
        title="Telnyx connection",
        description="The id of the SIP connection that bought numbers are given to. Empty: none.",
        examples=["1494404757140276705"],
        pattern=r"^\d{0,30}$",
    )
    base_url: str = Field(
        default=API,
        title="API address",
        description="Leave as it is; the sandbox is http://127.0.0.1:8001/telnyx.",
        examples=[API],
        pattern=r"^https?://\S+$",
    )


class Numbers(base.Numbers):
    Settings = Account
    title = "Telnyx numbers"

    def __init__(self, settings: BaseModel, http: Http) -> None:
        self._settings = Account.model_validate(settings)
        self._api = Api(self._settings, http, reasons={})

    def search(self, area_code: str, *, country: str, most: int = 20) -> Sequence[Offer]:
        wanted = {
            "filter[country_code]": country,
            "filter[national_destination_code]": area_code,
            "filter[features][]": "voice",
            "filter[limit]": str(most),
        }
        found = self._api.ask(_Found, "/available_phone_numbers", wanted)
        return [Offer(each.phone_number, each.place, each.price) for each in found.data]

    def buy(self, order: NumberOrder) -> None:
        wanted: dict[str, object] = {"phone_numbers": [{"phone_number": order.phone}]}
        if self._settings.connection_id:
            wanted["connection_id"] = self._settings.connection_id
        self._api.make(_Ordered, "/number_orders", wanted)

    def owned(self, phone: str) -> Owned | None:
        found = self._api.ask(_Listed, "/phone_numbers", {"filter[phone_number]": phone})
        return next((Owned(each.id, phone) for each in found.data if each.phone_number == phone), None)

    def release(self, provider_id: str) -> None:
        self._api.remove(f"/phone_numbers/{provider_id}")

    def check(self) -> str:
        self._api.ask(_Listed, "/phone_numbers", {"page[size]": "1"})
        return "Telnyx knows the key."


class _Region(BaseModel):
    region_name: str = ""


class _Cost(BaseModel):
    monthly_cost: str = ""
    upfront_cost: str = ""
    currency: str = ""


class _Available(BaseModel):
    phone_number: str
    region_information: list[_Region] = []
    cost_information: _Cost = _Cost()

    @property
    def place(self) -> str:
        return ", ".join(each.region_name for each in self.region_information if each.region_name)

    @property
    def price(self) -> str:
        """As Telnyx says it."""
        cost = self.cost_information
        if not cost.monthly_cost:
            return ""
        once = f", {cost.upfront_cost} once" if cost.upfront_cost else ""
        return f"{cost.monthly_cost} {cost.currency} a month{once}"


class _Found(BaseModel):
    data: list[_Available]


class _Order(BaseModel):
    id: str = Field(min_length=1)


class _Ordered(BaseModel):
    data: _Order


class _Number(BaseModel):
    id: str = Field(min_length=1)
    phone_number: str


class _Listed(BaseModel):
    data: list[_Number]
