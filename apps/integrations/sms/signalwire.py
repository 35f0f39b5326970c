"""SignalWire as a text messaging vendor: its compatibility API's Messages."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, Field

from apps.integrations.charges import Charge
from apps.integrations.http import Http, Inbound
from apps.integrations.wire import signalwire as wire

from . import twilio
from .base import SentText, TextOrder


class TextingProject(wire.Project):
    """A SignalWire project and the number that texts come from."""

    sender: str = Field(
        title="Sender",
        description="A SignalWire number with country code.",
        examples=["+12025550100"],
        pattern=wire.E164,
    )


class Sms(twilio.Sms):
    Settings = TextingProject  # type: ignore[assignment]  # Twilio's account is made of it
    title = "SignalWire Messaging"

    def __init__(self, settings: BaseModel, http: Http) -> None:
        self._project = project = TextingProject.model_validate(settings)
        account = twilio.TextingAccount.model_construct(
            account_sid=project.project_id,
            auth_token=project.api_token,
            signing_key=None,
            base_url=project.base_url,
            sender=project.sender,
        )
        super().__init__(account, http)

    def send(self, order: TextOrder) -> SentText:
        with wire.by_its_name():
            return super().send(order)

    def find(self, order: TextOrder, *, since: datetime) -> Sequence[SentText]:
        with wire.by_its_name():
            return super().find(order, since=since)

    def charge(self, provider_id: str) -> Charge | None:
        with wire.by_its_name():
            return super().charge(provider_id)

    def verify(self, request: Inbound) -> None:
        wire.verify(request, self._project)

    def check(self) -> str:
        with wire.by_its_name():
            return super().check().replace("Twilio account", "SignalWire project")
