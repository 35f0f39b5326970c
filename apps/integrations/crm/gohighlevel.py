"""GoHighLevel: one contact of a location for one person; the location's own rule says what a duplicate is."""

from typing import Annotated
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, Field, SecretStr, ValidationError

from apps.integrations.errors import Rejected, Unanswered
from apps.integrations.http import Http, Reply, refuse
from apps.integrations.oauth import Flow
from apps.integrations.tokens import Access

from . import base

SERVICE = "https://services.leadconnectorhq.com"
SCREENS = "https://app.gohighlevel.com/v2/location"
# Of the API, by a header on each request; contacts know no other.
VERSION = "2021-07-28"
NOTE = 50_000

Fields = dict[str, object]
FieldKey = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.]*$")]


class Location(BaseModel):
    """A tenant's sub-account, reached by a private integration's token."""

    access_token: SecretStr = Field(
        SecretStr(""),
        title="Private integration token",
        description="Of the sub-account, with the scopes contacts.write and readonly; none for who signs in there",
    )
    location_id: str = Field(
        title="Location ID", description="Settings → Business profile", pattern=r"^[A-Za-z0-9]{2,40}$"
    )
    key_field: str = Field(
        "",
        title="Key field",
        description="Key of a custom text field that keeps our id, e.g. leadhub_id; empty: none",
        pattern=r"^([A-Za-z][A-Za-z0-9_.]*)?$",
    )
    story_field: str = Field(
        "",
        title="Answers field",
        description="Key of a custom field for all answers, e.g. enquiry; empty: they become a note",
        pattern=r"^([A-Za-z][A-Za-z0-9_.]*)?$",
    )
    field_map: dict[str, FieldKey] = Field(
        default_factory=dict,
        title="More fields",
        description="An answer or campaign key and the key of the custom field it fills",
    )
    base_url: str = Field(SERVICE, title="API address", description=f"GoHighLevel's own, {SERVICE}")


class Crm(base.Crm):
    """Writes contacts. Tags are never sent: they would take the place of all that a contact has."""

    Settings = Location
    title = "GoHighLevel"
    oauth = Flow(
        app="gohighlevel",
        authorize_url="https://marketplace.gohighlevel.com/oauth/chooselocation",
        token_url=f"{SERVICE}/oauth/token",
        scopes=("contacts.readonly", "contacts.write"),
        has_pkce=False,
        token_asks={"user_type": "Location"},
    )

    def __init__(self, settings: Location, http: Http) -> None:
        parts = urlsplit(settings.base_url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin != SERVICE and origin not in http.trusted_origins:
            raise Rejected(f"the address is not GoHighLevel's, {SERVICE}")
        self._contacts = settings.base_url.rstrip("/") + "/contacts"
        self._location = settings
        self._http = http

    def upsert(self, person: base.Person) -> base.Record:
        if person.record_id:
            try:
                return self._update(person.record_id, self._fields(person))
            except base.Gone:
                pass
        wanted = {"locationId": self._location.location_id, **self._fields(person)}
        made = _parsed(self._call("POST", "/upsert", wanted), _Upserted)
        self._tell(made.contact.id, person)
        return self._record(made.contact.id, is_new=made.new)

    def note_opt_out(self, record: base.Record, opt_out: base.OptOut) -> None:
        flags = opt_out.flags(calls="Call", texts="SMS")
        settings = {name: {"status": "active" if closed else "inactive"} for name, closed in flags.items()}
        self._update(record.id, {"dndSettings": settings})

    def note_conversation(self, record: base.Record, talk: base.Talk) -> str:
        return self._noted(record.id, talk.id) or self._note(record.id, f"{talk.title} ({talk.id})\n\n{talk.story()}")

    def check(self) -> str:
        params = {"locationId": self._location.location_id, "limit": "1"}
        _parsed(self._call("GET", "/", params=params), _Listed)
        return "Connected to GoHighLevel; the token may read the location's contacts."

    def _update(self, contact_id: str, fields: Fields) -> base.Record:
        reply = self._call("PUT", f"/{quote(contact_id, safe='')}", fields)
        return self._record(_parsed(reply, _Updated).contact.id)

    def _tell(self, contact_id: str, person: base.Person) -> None:
        """What the lead has answered, once, as a note: a contact has no field of its own for it."""
        told = _story(person)
        if self._location.story_field or not told or self._noted(contact_id, person.lead_id):
            return
        self._note(contact_id, f"New enquiry in LeadHub ({person.lead_id})\n\n{told}")

    def _noted(self, contact_id: str, mark: str) -> str:
        """The id of the contact's note that bears this mark, "" where there is none."""
        notes = _parsed(self._call("GET", f"/{quote(contact_id, safe='')}/notes"), _Notes).notes
        return next((note.id for note in notes if mark in note.body), "")

    def _note(self, contact_id: str, text: str) -> str:
        reply = self._call("POST", f"/{quote(contact_id, safe='')}/notes", {"body": text[:NOTE]})
        return _parsed(reply, _Noted).note.id

    def _record(self, contact_id: str, *, is_new: bool = False) -> base.Record:
        url = f"{SCREENS}/{self._location.location_id}/contacts/detail/{contact_id}"
        return base.Record(contact_id, "contact", url, is_new=is_new)

    def _fields(self, person: base.Person) -> Fields:
        """Only what is known, so that no update empties a field."""
        fields: Fields = {
            "firstName": person.first_name,
            "lastName": person.last_name,
            "email": person.email,
            "phone": person.phone,
            "companyName": person.company,
            "source": "" if person.record_id else person.source,
            "customFields": self._custom(person),
        }
        return {name: value for name, value in fields.items() if value}

    def _custom(self, person: base.Person) -> list[dict[str, str]]:
        known = {**person.campaign, **person.answers, "source": person.source, "lead_id": person.lead_id}
        custom = {theirs: known.get(ours, "") for ours, theirs in self._location.field_map.items()}
        custom |= {self._location.key_field: person.lead_id, self._location.story_field: _story(person)}
        return [{"key": key, "field_value": value} for key, value in custom.items() if key and value]

    def _call(self, method: str, path: str, json: object = None, *, params: dict[str, str] | None = None) -> Reply:
        def send(access: Access) -> Reply:
            headers = {"Authorization": f"Bearer {access.value}", "Version": VERSION}
            return self._http.send(method, self._contacts + path, json=json, params=params, headers=headers)

        reply = self._http.as_holder(self._location.access_token.get_secret_value(), send)
        _require_success(reply)
        return reply


class _Contact(BaseModel):
    id: str = Field(min_length=1)


class _Upserted(BaseModel):
    new: bool = False
    contact: _Contact


class _Updated(BaseModel):
    contact: _Contact


class _Listed(BaseModel):
    contacts: list[_Contact]


class _Note(BaseModel):
    id: str = Field(min_length=1)
    body: str = ""


class _Noted(BaseModel):
    note: _Note


class _Notes(BaseModel):
    notes: list[_Note]


class _Refusal(BaseModel):
    message: str | list[str] = ""


def _story(person: base.Person) -> str:
    told = {**person.answers, **person.campaign}
    return "\n".join(f"{key}: {value}" for key, value in told.items() if value)


def _parsed[Model: BaseModel](reply: Reply, model: type[Model]) -> Model:
    try:
        return model.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered(f"GoHighLevel answered {reply.status} with something unreadable") from error


def _require_success(reply: Reply) -> None:
    if reply.status < 300:
        return
    # A contact that is gone is told by 400, and only its words differ from a bad request's.
    if reply.status == 404 or (reply.status == 400 and "not found" in _words(reply).lower()):
        raise base.Gone("GoHighLevel knows no such contact")
    refuse(reply, f"GoHighLevel refused it ({reply.status})")


def _words(reply: Reply) -> str:
    try:
        message = _Refusal.model_validate_json(reply.body).message
    except ValidationError:
        return ""
    return message if isinstance(message, str) else " ".join(message)
