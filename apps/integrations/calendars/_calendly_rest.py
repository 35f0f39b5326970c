"""Calendly's manners: everything is named by an address of its own, and errors name the parameter that they mind."""

from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from pydantic import AwareDatetime, BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import Unanswered, Unauthorized, Unavailable
from apps.integrations.http import Http, Reply, own_address, refuse
from apps.integrations.tokens import Access

from .base import Gone

SERVICE = "https://api.calendly.com"
# Bookings are limited by the minute (10), the hour (50) and the day (100) and user, on paid plans.
_LIMIT_PAUSE_SECONDS = 60.0


class Account:
    """Sends requests with a person's access token."""

    def __init__(self, http: Http, *, base_url: str, token: SecretStr) -> None:
        self._http = http
        self.base_url = own_address(base_url, service=SERVICE, http=http)
        self._token = token.get_secret_value().strip()

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Reply:
        """The answer. Raises the remedies."""
        reply = self._send("GET", path, params=params)
        require_success(reply)
        return reply

    def post(self, path: str, json: object) -> Reply:
        """Return the answer whatever its status."""
        return self._send("POST", path, json=json)

    def _send(self, method: str, path: str, *, json: object = None, params: Mapping[str, str] | None = None) -> Reply:
        def send(access: Access) -> Reply:
            headers = {"Authorization": f"Bearer {access.value}"}
            return self._http.send(method, f"{self.base_url}{path}", json=json, params=params, headers=headers)

        return self._http.as_holder(self._token, send)


class Person(BaseModel):
    """Whose token it is."""

    uri: str = Field(min_length=1)


class EventType(BaseModel):
    """What is booked; `duration` in minutes."""

    uri: str = Field(min_length=1)
    duration: int = Field(gt=0)


class Start(BaseModel):
    """One time that may be booked; its length is the event type's."""

    status: str = "available"
    starts_at: AwareDatetime = Field(validation_alias="start_time")


class Place(BaseModel):
    """Where to meet; an address only once Calendly has made it."""

    video_url: str | None = Field(None, validation_alias="join_url")


class Event(BaseModel):
    """One appointment in a host's calendar."""

    uri: str = Field(min_length=1)
    status: str = "active"
    starts_at: AwareDatetime = Field(validation_alias="start_time")
    ends_at: AwareDatetime = Field(validation_alias="end_time")
    place: Place | None = Field(None, validation_alias="location")
    event_type: str | None = None

    @property
    def id(self) -> str:
        return named(self.uri)

    @property
    def is_off(self) -> bool:
        return self.status == "canceled"


class Tracking(BaseModel):
    """What we have written on a booking."""

    content: str | None = Field(None, validation_alias="utm_content")


class Invitee(BaseModel):
    """The guest of an event; one who has moved it themselves names the other."""

    event: str = Field(min_length=1)
    name: str = ""
    email: str = ""
    zone: str | None = Field(None, validation_alias="timezone")
    successor: str | None = Field(None, validation_alias="new_invitee")
    tracking: Tracking | None = None

    @property
    def mark(self) -> str | None:
        return self.tracking.content if self.tracking else None


class One[Resource: BaseModel](BaseModel):
    """What answers a question for one."""

    resource: Resource


class Several[Resource: BaseModel](BaseModel):
    """What answers a question for several."""

    collection: list[Resource]


class _Detail(BaseModel):
    parameter: str | None = None


class _Wire(BaseModel):
    details: list[_Detail] = []


def require_success(reply: Reply) -> None:
    """Raise the remedy that an error asks for, without Calendly's words, which may quote a guest; 2xx passes."""
    code = str(reply.status)
    if reply.status == 403:
        raise Unauthorized("Calendly allows it on paid plans and with the scopes of this page only (403)", code=code)
    if reply.status == 404:
        raise Gone("Calendly knows nothing at that address (404)", code=code)
    if reply.status == 429:
        pause = reply.retry_after_seconds or _LIMIT_PAUSE_SECONDS
        raise Unavailable("Calendly's limit of bookings is reached", code=code, retry_after_seconds=pause)
    refuse(reply, f"Calendly refused it ({code})", code=code)


def minds_the_time(reply: Reply) -> bool:
    """Whether a refusal is of the time: somebody has it, or it was never on offer."""
    if not 400 <= reply.status < 500:
        return False
    try:
        return any(each.parameter == "start_time" for each in _Wire.model_validate_json(reply.body).details)
    except ValidationError:
        return False


def parsed[Model: BaseModel](reply: Reply, model: type[Model]) -> Model:
    """The body as `model`; garbage is `Unanswered`, for nobody knows what they did."""
    try:
        return model.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered(f"Calendly answered {reply.status} with something unreadable") from error


def named(uri: str) -> str:
    """`https://api.calendly.com/scheduled_events/X/invitees/Y` → X: of an event or its guest the event's name."""
    parts = urlsplit(uri).path.split("/scheduled_events/")[-1].split("/")
    return parts[0] or parts[-1]


def quoted(name: str) -> str:
    return quote(name, safe="")
