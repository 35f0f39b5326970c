"""Pipedrive: one person for one lead, where nothing is unique and the search learns of a person too late."""

from contextlib import suppress
from html import escape
from typing import Annotated
from urllib.parse import quote

from pydantic import BaseModel, Field, SecretStr

from apps.integrations.http import Http
from apps.integrations.oauth import Flow

from . import base
from ._pipedrive_rest import DOMAIN, Session, parsed

# The newest persons, as the list has them at once: enough for what the search has not learnt of yet.
NEWEST = {"sort_by": "add_time", "sort_direction": "desc", "limit": "200"}
NEWEST_NOTES = {"sort": "add_time DESC", "limit": "100"}
# Their longest is 100,000 bytes; half is left for what escaping adds.
NOTE = 50_000

Fields = dict[str, object]
FieldKey = Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]
OPTIONAL_KEY = r"^([0-9a-f]{40})?$"


class Company(BaseModel):
    """A tenant's Pipedrive company, and the custom fields of persons that are ours."""

    base_url: str = Field(title="Company address", description="Where you log in, e.g. https://acme.pipedrive.com")
    api_token: SecretStr = Field(
        SecretStr(""),
        title="API token",
        description="Personal preferences → API; none for who signs in with Pipedrive",
    )
    key_field: FieldKey = Field(
        title="Key field",
        description="API key (40 letters and digits) of a text field on persons, made for LeadHub: it keeps our id, "
        "so that a lead is one person whatever happens. Company settings → Data fields → Person",
    )
    no_calls_field: str = Field(
        "",
        title="No-calls field",
        description="API key of a text field on persons; it says true for who wants no calls. Empty: none",
        pattern=OPTIONAL_KEY,
    )
    no_texts_field: str = Field(
        "",
        title="No-texts field",
        description="The same for text messages; may be the same field",
        pattern=OPTIONAL_KEY,
    )
    field_map: dict[str, FieldKey] = Field(
        default_factory=dict,
        title="More fields",
        description="An answer or campaign key and the API key of the person's field that it fills",
    )


class Crm(base.Crm):
    """Writes persons.

    Pipedrive has no upsert and no unique e-mail, and its search lags. So a person is looked for in the newest ones
    first, which the list knows at once, and whoever has made one looks again: of several the lowest id stays, and
    each writer takes back its own. Nothing that somebody else made is ever deleted.
    """

    Settings = Company
    title = "Pipedrive"
    oauth = Flow(
        app="pipedrive",
        authorize_url="https://oauth.pipedrive.com/oauth/authorize",
        token_url="https://oauth.pipedrive.com/oauth/token",  # noqa: S106  # an address
        has_pkce=False,
        has_basic=True,
        keeps=(DOMAIN,),
    )

    def __init__(self, settings: Company, http: Http) -> None:
        self._company = settings
        self._session = Session(http, base_url=settings.base_url, api_token=settings.api_token)

    def upsert(self, person: base.Person) -> base.Record:
        if person.record_id:
            try:
                return self._update(person.record_id, self._fields(person))
            except base.Gone:
                pass
        record = self._find(person) or self._make(person)
        self._tell(record.id, person)
        return record

    def note_opt_out(self, record: base.Record, opt_out: base.OptOut) -> None:
        flags = opt_out.flags(calls=self._company.no_calls_field, texts=self._company.no_texts_field)
        self._update(record.id, {"custom_fields": {name: str(closed).lower() for name, closed in flags.items()}})

    def note_conversation(self, record: base.Record, talk: base.Talk) -> str:
        if not record.id.isdecimal():
            raise base.Gone("Pipedrive knows no such person")
        return self._noted(record.id, talk.id) or self._note(record.id, f"{talk.title} ({talk.id})\n\n{talk.story()}")

    def check(self) -> str:
        found = self._session.call("GET", "/v2/persons", params={"limit": "1"})
        parsed(found, _Persons)
        return "Connected to Pipedrive; the token may read persons."

    def _update(self, record_id: str, fields: Fields) -> base.Record:
        reply = self._session.call("PATCH", f"/v2/persons/{quote(record_id, safe='')}", json=fields)
        return self._record(str(parsed(reply, _One).data.id))

    def _find(self, person: base.Person) -> base.Record | None:
        if twins := self._newest_like(person):
            return self._keep_first(twins, person)
        found = self._searched(person)
        return self._update(found, self._fields(person)) if found else None

    def _make(self, person: base.Person) -> base.Record:
        made = parsed(self._session.call("POST", "/v2/persons", json=self._opening(person)), _One).data
        twins = self._newest_like(person)
        return self._keep_first(twins, person) if len(twins) > 1 else self._record(str(made.id), is_new=True)

    def _newest_like(self, person: base.Person) -> list["_Person"]:
        """Of the newest persons those who are this one, the oldest of them first."""
        newest = parsed(self._session.call("GET", "/v2/persons", params=NEWEST), _Persons).data
        alike = [each for each in newest if self._is_ours(each, person) or each.is_reached_at(person)]
        return sorted(alike, key=lambda each: each.id)

    def _is_ours(self, made: "_Person", person: base.Person) -> bool:
        return made.custom_fields.get(self._company.key_field) == person.lead_id

    def _keep_first(self, twins: list["_Person"], person: base.Person) -> base.Record:
        """Adopt the oldest; what was made of this very lead besides it is taken back."""
        first, *others = twins
        record = self._update(str(first.id), self._fields(person))
        for each in others:
            if self._is_ours(each, person):
                self._delete(each.id)
        return record

    def _delete(self, record_id: int) -> None:
        with suppress(base.Gone):
            self._session.call("DELETE", f"/v2/persons/{record_id}")

    def _searched(self, person: base.Person) -> str:
        """The id of the oldest person with that e-mail address, or else that number; "" where there is none."""
        term, field = (person.email, "email") if person.email else (person.phone, "phone")
        if not term:
            return ""
        params = {"term": term, "fields": field, "exact_match": "true", "limit": "10"}
        found = parsed(self._session.call("GET", "/v2/persons/search", params=params), _Found).data.items
        return str(min(each.item.id for each in found)) if found else ""

    def _tell(self, record_id: str, person: base.Person) -> None:
        """What the lead has answered, once, on the person's history: Pipedrive has no field for it."""
        known = {"source": person.source, "company": person.company, **person.answers, **person.campaign}
        told = "\n".join(f"{key}: {value}" for key, value in known.items() if value)
        if told and not self._noted(record_id, person.lead_id):
            self._note(record_id, f"New enquiry in LeadHub ({person.lead_id})\n\n{told}")

    def _noted(self, record_id: str, mark: str) -> str:
        """The id of the person's note that bears this mark, "" where there is none."""
        listed = self._session.call("GET", "/v1/notes", params={"person_id": record_id, **NEWEST_NOTES})
        notes = parsed(listed, _Notes).data or []
        return next((str(note.id) for note in notes if mark in note.content), "")

    def _note(self, record_id: str, text: str) -> str:
        # Notes are shown as HTML, and these are a stranger's words.
        content = escape(text[:NOTE]).replace("\n", "<br>")
        made = self._session.call("POST", "/v1/notes", json={"content": content, "person_id": int(record_id)})
        return str(parsed(made, _One).data.id)

    def _record(self, record_id: str, *, is_new: bool = False) -> base.Record:
        return base.Record(record_id, "person", f"{self._session.base_url}/person/{record_id}", is_new=is_new)

    def _opening(self, person: base.Person) -> Fields:
        """What only a new person is told: our key, and a name in any case, for Pipedrive wants one."""
        fields = {"name": person.email or person.phone or "[not provided]", **self._fields(person)}
        ours = {self._company.key_field: person.lead_id}
        return fields | {"custom_fields": {**self._custom(person), **ours}}

    def _fields(self, person: base.Person) -> Fields:
        """Only what is known, so that no update empties a field."""
        name = " ".join(filter(None, (person.first_name, person.last_name)))
        fields: Fields = {
            "name": name,
            "emails": [{"value": person.email, "primary": True, "label": "work"}] if person.email else [],
            "phones": [{"value": person.phone, "primary": True, "label": "mobile"}] if person.phone else [],
            "custom_fields": self._custom(person),
        }
        return {field: value for field, value in fields.items() if value}

    def _custom(self, person: base.Person) -> dict[str, str]:
        known = {**person.campaign, **person.answers, "company": person.company, "source": person.source}
        custom = {theirs: known.get(ours, "") for ours, theirs in self._company.field_map.items()}
        return {name: value for name, value in custom.items() if value}


class _Way(BaseModel):
    value: str | None = None


class _Person(BaseModel):
    id: int
    emails: list[_Way] = []
    phones: list[_Way] = []
    custom_fields: dict[str, object] = {}

    def is_reached_at(self, person: base.Person) -> bool:
        """By the e-mail address if there is one, for several share a phone; else by the number."""
        if person.email:
            return any((each.value or "").casefold() == person.email.casefold() for each in self.emails)
        return bool(person.phone) and any(each.value == person.phone for each in self.phones)


class _Made(BaseModel):
    id: int


class _One(BaseModel):
    data: _Made


class _Persons(BaseModel):
    data: list[_Person]


class _Hit(BaseModel):
    item: _Made


class _Hits(BaseModel):
    items: list[_Hit]


class _Found(BaseModel):
    data: _Hits


class _Note(BaseModel):
    id: int
    content: str = ""


class _Notes(BaseModel):
    # No notes at all is null.
    data: list[_Note] | None
