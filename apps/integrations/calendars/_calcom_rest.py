"""Cal.com's manners: a version on each request, and errors whose words say what they ask of us."""

from collections.abc import Mapping

from pydantic import AwareDatetime, BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import Unanswered, Unavailable
from apps.integrations.http import Http, Reply, own_address, refuse

SERVICE = "https://api.cal.com"
# A request without its version, or with one that is not known, falls to a handler of 2024 with another body.
SLOTS, BOOKINGS, LISTING = "2024-09-04", "2026-02-25", "2024-08-13"
# 120 requests a minute and key are known of; its answer need not say when to come back.
_LIMIT_PAUSE_SECONDS = 10.0
# Of "User either already has booking at this time or is not available", and of "One of the hosts either …".
_TAKEN = "already has booking at this time or is not available"


class Account:
    """Sends requests with a person's, or a team's, API key."""

    def __init__(self, http: Http, *, base_url: str, api_key: SecretStr) -> None:
        self._http = http
        self._base_url = own_address(base_url, service=SERVICE, http=http)
        self._authorization = f"Bearer {api_key.get_secret_value().strip()}"

    def get(self, path: str, *, version: str, params: Mapping[str, str] | None = None) -> Reply:
        """Return the answer whatever its status."""
        return self._http.send("GET", f"{self._base_url}/v2{path}", params=params, headers=self._headers(version))

    def post(self, path: str, json: object) -> Reply:
        """Return the answer whatever its status."""
        return self._http.send("POST", f"{self._base_url}/v2{path}", json=json, headers=self._headers(BOOKINGS))

    def _headers(self, version: str) -> dict[str, str]:
        return {"Authorization": self._authorization, "cal-api-version": version}


class Slot(BaseModel):
    """One time that may be booked, as `format=range` has it."""

    starts_at: AwareDatetime = Field(validation_alias="start")
    ends_at: AwareDatetime = Field(validation_alias="end")


class Slots(BaseModel):
    """By the day."""

    data: dict[str, list[Slot]]


class Booking(BaseModel):
    """One booking; a moved one is cancelled and says which other stands in its place."""

    uid: str = Field(min_length=1)
    status: str = ""
    starts_at: AwareDatetime = Field(validation_alias="start")
    ends_at: AwareDatetime = Field(validation_alias="end")
    successor: str | None = Field(None, validation_alias="rescheduledToUid")
    metadata: dict[str, object] | None = None
    place: str | None = Field(None, validation_alias="location")
    video_url: str | None = Field(None, validation_alias="meetingUrl")

    @property
    def is_off(self) -> bool:
        return self.status in ("cancelled", "rejected")


class Booked(BaseModel):
    """What answers a booking, and the question for one."""

    data: Booking


class Listed(BaseModel):
    """What answers the question for several."""

    data: list[Booking]


class _Detail(BaseModel):
    code: str = ""
    message: str = ""


class _Wire(BaseModel):
    error: _Detail = _Detail()


def require_success(reply: Reply) -> None:
    """Raise the remedy that an error asks for, without Cal.com's words, which may quote a guest; 2xx passes."""
    if reply.status == 429:
        pause = reply.retry_after_seconds or _LIMIT_PAUSE_SECONDS
        raise Unavailable("Cal.com's request limit is reached", code="429", retry_after_seconds=pause)
    refuse(reply, f"Cal.com refused it ({reply.status})", code=str(reply.status))


def says_taken(reply: Reply) -> bool:
    """Whether a 400 is somebody else having the time."""
    try:
        return _TAKEN in _Wire.model_validate_json(reply.body).error.message
    except ValidationError:
        return False


def parsed[Model: BaseModel](reply: Reply, model: type[Model]) -> Model:
    """The body as `model`; garbage is `Unanswered`, for nobody knows what they did."""
    try:
        return model.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered(f"Cal.com answered {reply.status} with something unreadable") from error
