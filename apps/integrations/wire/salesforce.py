"""Salesforce's REST manners: a token that all threads share, and errors read for what they ask of us."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import AliasChoices, AliasPath, BaseModel, Field, TypeAdapter, ValidationError

from apps.integrations.errors import Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.http import Http, Reply, not_connected, own_home, refuse
from apps.integrations.oauth import Flow
from apps.integrations.tokens import Access, Shared

from .salesforce_login import Login

# Where a session is good, in the answer that brings it.
INSTANCE = "instance_url"
# The limit rolls over 24 hours, so room comes back little by little.
REQUEST_LIMIT_PAUSE_SECONDS = 3600.0

HOMES = r"https://[a-z0-9-]+(\.[a-z0-9-]+)*\.salesforce\.com"
_HOMES = re.compile(HOMES)
_PERSONAL = re.compile(r"\S+@\S+|(?<!\w)\+?\(?\d[\d ().-]{5,}\d(?!\w)")
_NO_COLUMN = re.compile(r"No such column '(\w+)'")
_UNKNOWN = frozenset({"INVALID_FIELD", "INVALID_FIELD_FOR_INSERT_UPDATE"})
_BUSY = frozenset({"UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE"})
_GONE = frozenset({"NOT_FOUND", "ENTITY_IS_DELETED", "INVALID_CROSS_REFERENCE_KEY", "MALFORMED_ID"})


FLOW = Flow(
    app="salesforce",
    authorize_url="/services/oauth2/authorize",
    token_url="/services/oauth2/token",  # noqa: S106  # a path
    revoke_url="/services/oauth2/revoke",
    homes=HOMES,
    scopes=("api", "refresh_token"),
    keeps=(INSTANCE,),
)


@dataclass(frozen=True)
class Token:
    """A session and the host that it is good for."""

    value: str
    instance_url: str


_TOKENS = Shared[Token]()


class Session:
    """Sends requests to one org."""

    def __init__(self, http: Http, *, base_url: str, login: Login | None) -> None:
        self._http = http
        self._base_url = self._home(base_url)
        self._login = login
        self._key = (self._base_url, login.key if login else "")

    @property
    def instance_url(self) -> str:
        return self._token().instance_url

    def call(
        self,
        method: str,
        path: str,
        *,
        json: Mapping[str, str | int] | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Return the answer whatever its status; a session that is over is renewed once."""

        def send(token: Token) -> Reply:
            sent = {"Authorization": f"Bearer {token.value}", **(headers or {})}
            return self._http.send(method, token.instance_url + path, json=json, params=params, headers=sent)

        token = self._token()
        reply = send(token)
        # Nobody tells how long a token lives; a 401 (INVALID_SESSION_ID) is how one learns.
        return send(self._token(stale=token)) if reply.status == 401 else reply

    def _home(self, url: str) -> str:
        return own_home(url, homes=_HOMES, example="https://acme.my.salesforce.com", http=self._http)

    def _token(self, *, stale: Token | None = None) -> Token:
        if self._http.granted:
            access = self._http.granted.access(stale=Access(stale.value) if stale else None)
            return Token(access.value, self._home(access.said.get(INSTANCE, "")))
        return _TOKENS.current(self._key, is_good=lambda token: token != stale, renew=self._new_token)

    def _new_token(self) -> Token:
        if self._login is None:
            raise not_connected()
        form = self._login.form()
        try:
            reply = self._http.send("POST", f"{self._base_url}/services/oauth2/token", form=form)
            if reply.status in (400, 401, 403):
                raise Unauthorized("Salesforce accepts no log-in with these keys", code=_denial(reply))
            refuse(reply, f"Salesforce gave no token ({reply.status})")
            grant = parsed(reply, _Grant)
        except Unanswered as error:
            # No lead was on its way yet: asking again does no harm.
            raise Unavailable(error.reason, retry_after_seconds=error.retry_after_seconds) from error
        return Token(grant.access_token, self._home(grant.instance_url))


class _Grant(BaseModel):
    access_token: str = Field(min_length=1)
    instance_url: str


class _Denial(BaseModel):
    error: str = ""


class _Match(BaseModel):
    kind: str = Field("", validation_alias=AliasPath("record", "attributes", "type"))
    id: str = Field("", validation_alias=AliasPath("record", "Id"))
    confidence: float = Field(0, validation_alias="matchConfidence")


class _MatchResult(BaseModel):
    matches: list[_Match] = Field([], validation_alias="matchRecords")


class Duplicates(BaseModel):
    """What the org's duplicate rule found; `allow_save` says whether the rule lets itself be overruled."""

    allow_save: bool = Field(False, validation_alias="allowSave")
    results: list[_MatchResult] = Field([], validation_alias="matchResults")

    def best(self, kind: str) -> str:
        """The id of the surest match of that kind, "" where there is none."""
        matches = [match for result in self.results for match in result.matches if match.kind == kind and match.id]
        return max(matches, key=lambda match: match.confidence).id if matches else ""


class WireError(BaseModel):
    """The first error of an answer; all empty where there is none that we can read."""

    code: str = Field("", validation_alias="errorCode")
    message: str = ""
    fields: list[str] = []
    # The first spelling is theirs.
    duplicates: Duplicates | None = Field(None, validation_alias=AliasChoices("duplicateResut", "duplicateResult"))

    @property
    def unknown_fields(self) -> frozenset[str]:
        """Those that the object lacks, or that our user may not write."""
        if self.code not in _UNKNOWN:
            return frozenset()
        return frozenset(self.fields) | frozenset(_NO_COLUMN.findall(self.message))


_WIRE_ERRORS = TypeAdapter(list[WireError])


def wire_error(reply: Reply) -> WireError:
    """Read the error body, which is a list; anything else is nobody's error code."""
    if reply.status >= 300:
        try:
            return next(iter(_WIRE_ERRORS.validate_json(reply.body)), WireError())
        except ValidationError:
            pass
    return WireError()


def require_success(reply: Reply, *, gone: type[Rejected], private: tuple[str, ...] = ()) -> None:
    """Raise the remedy that an error asks for, in the org's words less the `private` ones; 2xx passes.

    `gone` is what the family calls a record that is not there.
    """
    error = wire_error(reply)
    reason = f"Salesforce: {_anonymous(error.message, private) or reply.status}"
    if reply.status == 300:
        raise Rejected("Salesforce has several leads with one key: mark the key field as Unique", code="300")
    if reply.status == 404 or error.code in _GONE:
        raise gone(reason, code=error.code)
    if error.code == "REQUEST_LIMIT_EXCEEDED":
        raise Unavailable(reason, code=error.code, retry_after_seconds=REQUEST_LIMIT_PAUSE_SECONDS)
    if error.code in _BUSY:
        raise Unavailable(reason, code=error.code, retry_after_seconds=reply.retry_after_seconds)
    refuse(reply, reason, code=error.code)


def parsed[Model: BaseModel](reply: Reply, model: type[Model]) -> Model:
    """The body as `model`; garbage is `Unanswered`, for nobody knows what they did."""
    try:
        return model.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered(f"Salesforce answered {reply.status} with something unreadable") from error


def literal(value: str) -> str:
    """A SOQL string."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _anonymous(text: str, private: tuple[str, ...]) -> str:
    """Validation rules like to quote what they refuse."""
    for value in sorted(filter(None, private), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "…", text, flags=re.IGNORECASE)
    return _PERSONAL.sub("…", text)[:300]


def _denial(reply: Reply) -> str:
    try:
        return _Denial.model_validate_json(reply.body).error
    except ValidationError:
        return ""
