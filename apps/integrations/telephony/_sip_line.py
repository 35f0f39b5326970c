"""The way to our SIP dialer: its HTTP, and what its refusals mean."""

from pydantic import BaseModel, ValidationError

from apps.integrations.errors import Unanswered, Unavailable
from apps.integrations.http import Http, Program, Reply, refuse
from apps.integrations.wire.sip import REFUSALS

# As much as a call can be long, in two channels.
MOST_RECORDED_BYTES = 60_000_000
FETCH_SECONDS = 15.0


class _Refusal(BaseModel):
    error: str


class Line:
    """`ask` raises the remedies of `errors`; `send` leaves the answer's status to the caller."""

    def __init__(self, http: Http) -> None:
        self._http = http

    @property
    def secret(self) -> str:
        return self._http.program.secret if self._http.program else ""

    def ask(self, method: str, path: str, *, body: object = None, params: dict[str, str] | None = None) -> Reply:
        reply = self.send(method, path, body=body, params=params)
        refused(reply)
        return reply

    def send(self, method: str, path: str, *, body: object = None, params: dict[str, str] | None = None) -> Reply:
        program = self._program()
        headers = {"Authorization": f"Bearer {program.secret}"}
        return self._http.send(method, f"{program.url}{path}", headers=headers, params=params, json=body)

    def fetch(self, path: str) -> Reply:
        """A recording: more of it than an answer usually has."""
        program = self._program()
        return self._http.send(
            "GET",
            f"{program.url}{path}",
            headers={"Authorization": f"Bearer {program.secret}", "Accept": "audio/wav"},
            read_seconds=FETCH_SECONDS,
            most_bytes=MOST_RECORDED_BYTES,
        )

    def _program(self) -> Program:
        if self._http.program is None:
            raise Unavailable("no SIP dialer is set up here (LEADHUB_DIALER_URL)", code="no_dialer")
        return self._http.program


def read[Told: BaseModel](kind: type[Told], reply: Reply) -> Told:
    """A success that makes no sense is `Unanswered`: nobody knows what the dialer did."""
    try:
        return kind.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered("the SIP dialer answered with something unreadable") from error


def refused(reply: Reply) -> None:
    """Raise what an error status asks for."""
    try:
        code = _Refusal.model_validate_json(reply.body).error if reply.status >= 300 else ""
    except ValidationError:
        code = ""
    refuse(reply, REFUSALS.get(code, f"the SIP dialer answered {reply.status}"), code=code if code in REFUSALS else "")
