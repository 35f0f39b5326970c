"""SignalWire as a carrier: its compatibility API, https://developer.signalwire.com/rest/compatibility-api/overview."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import BaseModel, Field

from apps.integrations.charges import Charge
from apps.integrations.errors import Unreadable
from apps.integrations.http import Document, Http, Inbound
from apps.integrations.wire import signalwire as wire
from apps.integrations.wire import twilio_hooks

from . import base, twilio
from .base import AnswerScript, CallNews, CallOrder, PlacedCall


class CallingProject(wire.Project):
    """A SignalWire project and the number that leads see."""

    caller_id: str = Field(
        title="Caller ID",
        description="The number that leads see: one bought from SignalWire or verified there, with country code.",
        examples=["+12025550100"],
        pattern=wire.E164,
    )


class Telephony(twilio.Telephony):
    Settings = CallingProject  # type: ignore[assignment]  # Twilio's account is made of it
    title = "SignalWire Voice"
    # Their recordings have ids of another kind, and nothing here fetches them.
    records = False

    def __init__(self, settings: BaseModel, http: Http) -> None:
        self._project = project = CallingProject.model_validate(settings)
        account = twilio.CallingAccount.model_construct(
            account_sid=project.project_id,
            auth_token=project.api_token,
            signing_key=None,
            base_url=project.base_url,
            caller_id=project.caller_id,
            agent_speech="leadhub",
            relay_voice="",
        )
        super().__init__(account, http)

    def place(self, order: CallOrder) -> PlacedCall:
        with wire.by_its_name():
            return super().place(order)

    def find(self, order: CallOrder, *, since: datetime) -> Sequence[PlacedCall]:
        with wire.by_its_name():
            return super().find(order, since=since)

    def fetch(self, provider_id: str) -> CallNews:
        with wire.by_its_name():
            return super().fetch(provider_id)

    def charge(self, provider_id: str) -> Charge | None:
        with wire.by_its_name():
            return super().charge(provider_id)

    def hang_up(self, provider_id: str) -> None:
        with wire.by_its_name():
            super().hang_up(provider_id)

    def verify(self, request: Inbound) -> None:
        wire.verify(request, self._project)

    def read_call(self, request: Inbound) -> CallNews:
        return super().read_call(_with_a_time_that_is_one(request))

    def rooms(self) -> base.Rooms | None:  # type: ignore[override]  # Twilio always has them
        """Their API calls nobody into a conference by itself: a rep is rung by the document."""
        return None

    def answer(self, script: AnswerScript) -> Document:
        return super().answer(replace(script, record_url=""))

    def read_recording(self, request: Inbound) -> base.RecordingNews:
        raise Unreadable("SignalWire was not asked to record")

    def check(self) -> str:
        with wire.by_its_name():
            return super().check().replace("Twilio account", "SignalWire project")


def _with_a_time_that_is_one(request: Inbound) -> Inbound:
    """How they write it is not documented: news without a time is news, too."""
    try:
        twilio_hooks.moment(request, "Timestamp")
    except Unreadable:
        return replace(request, form=[field for field in request.form if field[0] != "Timestamp"])
    return request
