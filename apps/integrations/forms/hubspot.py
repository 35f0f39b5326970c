"""HubSpot: a contact by its id, for apps whose webhooks only say that there is a new one."""

from pydantic import BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import Rejected, Unanswered
from apps.integrations.http import Http, Reply, own_address, refuse
from apps.integrations.sources.base import Named

from . import base

SERVICE = "https://api.hubapi.com"
PROPERTIES = ("firstname", "lastname", "email", "phone", "mobilephone", "company", "createdate")


class Portal(BaseModel):
    """A private app or service key that may read contacts."""

    account: str = Field("", title="Portal id", description="e.g. 20000001; empty: any portal")
    access_token: SecretStr = Field(title="Access token", description="With the scope crm.objects.contacts.read.")
    properties: list[str] = Field(
        default_factory=list, title="More properties", description="That become the lead's answers, one a line."
    )
    base_url: str = Field(SERVICE, title="Address", description=f"HubSpot's own, {SERVICE}")


class Forms(base.Forms):
    Settings = Portal
    title = "HubSpot contacts as leads"

    def __init__(self, settings: Portal, http: Http) -> None:
        self._url = own_address(settings.base_url, service=SERVICE, http=http)
        self._headers = {"Authorization": f"Bearer {settings.access_token.get_secret_value()}"}
        self._properties = ",".join((*PROPERTIES, *settings.properties))
        self._http = http

    def lead(self, named: Named) -> bytes:
        if not (named.id.isascii() and named.id.isdigit()):
            raise Rejected("that is no id of a contact", code="id")
        reply = self._ask(f"contacts/{named.id}", {"properties": self._properties})
        try:
            _Contact.model_validate_json(reply.body)
        except ValidationError as error:
            raise Unanswered("HubSpot answered with something unreadable") from error
        return reply.body

    def check(self) -> str:
        self._ask("contacts", {"limit": "1", "properties": "createdate"})
        return "HubSpot lets us read contacts."

    def _ask(self, what: str, params: dict[str, str]) -> Reply:
        reply = self._http.send("GET", f"{self._url}/crm/v3/objects/{what}", params=params, headers=self._headers)
        refuse(reply, f"HubSpot answered {reply.status}", code=str(reply.status))
        return reply


class _Contact(BaseModel):
    id: str
    properties: dict[str, str | None]
