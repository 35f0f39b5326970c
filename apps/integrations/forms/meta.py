"""Meta lead ads over the Graph API: a lead by its id, with the page's token."""

from collections.abc import Iterator
from datetime import datetime
from typing import NoReturn

import orjson
from pydantic import BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.http import Http, Reply, own_address, refuse
from apps.integrations.reading import envelope
from apps.integrations.sources.base import Named

from . import base

SERVICE = "https://graph.facebook.com"
A_PAGE, MOST_PAGES = 100, 10
# Fields come only when they are asked for.
FIELDS = (
    "id,created_time,ad_id,ad_name,adset_id,adset_name,campaign_id,campaign_name,form_id,field_data,"
    "custom_disclaimer_responses,is_organic,platform,partner_name"
)
# Their own numbers for "the token is dead" and "the token may not"; whichever status they come with.
_REFUSED = frozenset({10, 102, 190, *range(200, 300)})
# Passing trouble and limits: of the app, the page, and (80000 on) the business.
_PASSING = frozenset({1, 2, 4, 17, 32, 341, 368, 613, *range(80_000, 80_015)})


class Page(BaseModel):
    """One page's token, with the permission leads_retrieval."""

    account: str = Field(
        title="Page id", description="The page whose forms these are, e.g. 100000000000001", min_length=1
    )
    access_token: SecretStr = Field(title="Page access token", description="A long-lived one, of a system user.")
    forms: list[str] = Field(
        default_factory=list,
        title="Forms to look through",
        description="Form ids, one a line, e.g. 700000000000001: every five minutes leads are sought there that no "
        "notice has told of",
    )
    api_version: str = Field("v25.0", title="API version", description="e.g. v25.0", pattern=r"^v\d+\.\d$")
    base_url: str = Field(SERVICE, title="Address", description=f"Meta's own, {SERVICE}")


class Forms(base.Forms):
    Settings = Page
    title = "Meta lead ads (Facebook and Instagram)"
    looks_back = True

    def __init__(self, settings: Page, http: Http) -> None:
        address = own_address(settings.base_url, service=SERVICE, http=http)
        self._url = f"{address}/{settings.api_version}"
        # In a header: in an address it would stand in logs.
        self._headers = {"Authorization": f"Bearer {settings.access_token.get_secret_value()}"}
        self._account, self._forms = settings.account, settings.forms
        self._http = http

    def lead(self, named: Named) -> bytes:
        if not (named.id.isascii() and named.id.isdigit()):
            raise Rejected("that is no id of a lead", code="id")
        reply = self._ask(named.id, fields=FIELDS)
        try:
            _Lead.model_validate_json(reply.body)
        except ValidationError as error:
            raise Unanswered("Meta answered with something unreadable") from error
        return reply.body

    def since(self, at: datetime) -> list[Named]:
        """Of each form that was named in the settings, at most a thousand."""
        asked = [{"field": "time_created", "operator": "GREATER_THAN", "value": int(at.timestamp())}]
        wanted = {"fields": "id,created_time", "limit": str(A_PAGE), "filtering": orjson.dumps(asked).decode()}
        return [each for form in self._forms for each in self._listed(form, wanted)]

    def _listed(self, form: str, wanted: dict[str, str]) -> Iterator[Named]:
        if not (form.isascii() and form.isdigit()):
            raise Rejected("that is no id of a form", code="form")
        after = ""
        for _ in range(MOST_PAGES):
            reply = self._ask(f"{form}/leads", **wanted, **({"after": after} if after else {}))
            try:
                page = _Page.model_validate_json(reply.body)
            except ValidationError as error:
                raise Unanswered("Meta answered with something unreadable") from error
            for lead in page.data:
                yield Named(lead.id, self._account, form, envelope.instant(lead.created_time))
            after = page.paging.cursors.after if page.paging.next else ""
            if not after:
                return

    def check(self) -> str:
        reply = self._ask(self._account, fields="id,name")
        if not isinstance(reply.json(), dict):
            raise Unanswered("Meta answered with something unreadable")
        return "Meta knows the page, and the token."

    def _ask(self, what: str, **params: str) -> Reply:
        reply = self._http.send("GET", f"{self._url}/{what}", params=params, headers=self._headers)
        if reply.status >= 300:
            _raise(reply)
        return reply


class _Field(BaseModel):
    name: str
    values: list[str]


class _Lead(BaseModel):
    id: str
    field_data: list[_Field]


class _Listed(BaseModel):
    id: str
    created_time: str = ""


class _Cursors(BaseModel):
    after: str = ""


class _Paging(BaseModel):
    cursors: _Cursors = _Cursors()
    next: str = ""


class _Page(BaseModel):
    data: list[_Listed]
    paging: _Paging = _Paging()


class _Error(BaseModel):
    code: int
    error_subcode: int = 0


class _Refusal(BaseModel):
    error: _Error


def _raise(reply: Reply) -> NoReturn:
    """Raise what their own number asks for; the status alone tells little, for most errors are a 400."""
    try:
        error = _Refusal.model_validate_json(reply.body).error
    except ValidationError:
        refuse(reply, f"Meta answered {reply.status}", code=str(reply.status))
        raise Unanswered(f"Meta answered {reply.status}") from None
    code, reason = str(error.code), f"Meta refused with its error {error.code}"
    if error.code in _REFUSED:
        raise Unauthorized(f"{reason}: the page's token is dead or lacks a permission", code=code)
    if error.code in _PASSING:
        raise Unavailable(f"{reason}: it passes", code=code, retry_after_seconds=reply.retry_after_seconds)
    if error.code == 100:
        raise Rejected(f"{reason}: the lead is deleted, or hidden from the app by the Leads Access Manager", code=code)
    refuse(reply, reason, code=code)
    raise Rejected(reason, code=code)
