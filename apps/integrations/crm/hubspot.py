"""HubSpot: one contact for one person, found by its id, e-mail, our key, or phone as a last resort."""

from typing import Annotated
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, Field, SecretStr

from apps.integrations.errors import Rejected
from apps.integrations.http import Http, Reply
from apps.integrations.tokens import Access
from apps.integrations.wire.hubspot import SERVICE, flow

from . import base
from ._hubspot_calls import Calls
from ._hubspot_errors import Conflict, Invalid, Missing, lacking, parsed, require_success

# HubSpot's number for contacts in addresses and associations.
CONTACT_TYPE = "0-1"

Properties = dict[str, str]
PropertyName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Portal(BaseModel):
    """A tenant's HubSpot account, reached with a service key that may read and write contacts."""

    access_token: SecretStr = Field(
        SecretStr(""),
        title="Service key",
        description="With the scopes to read and write contacts, e.g. pat-na1-…; none for who signs in with HubSpot",
    )
    portal_id: str = Field(
        "",
        title="Hub ID",
        description="For links to the contact; it stands in your account menu, e.g. 20000001",
        pattern=r"^\d*$",
    )
    key_property: str = Field(
        "leadhub_id",
        title="Key property",
        description="A contact property with unique values for leads without e-mail, e.g. leadhub_id. "
        "Left empty, such leads are searched by phone, and two within seconds of each other can double",
        pattern=r"^([a-z][a-z0-9_]*)?$",
    )
    no_calls_property: str = Field(
        "leadhub_no_calls",
        title="No-calls property",
        description="A checkbox on the contact, ticked for who wants no calls, e.g. leadhub_no_calls; empty: none",
        pattern=r"^([a-z][a-z0-9_]*)?$",
    )
    no_texts_property: str = Field(
        "leadhub_no_texts",
        title="No-texts property",
        description="The same for text messages; may be the same property",
        pattern=r"^([a-z][a-z0-9_]*)?$",
    )
    field_map: dict[str, PropertyName] = Field(
        default_factory=dict,
        title="More properties",
        description='An answer or campaign key and the property it fills, e.g. {"utm_campaign": "campaign"}',
    )
    api_version: str = Field(
        "2026-03",
        title="API version",
        description="A dated version or v3, e.g. 2026-03",
        pattern=r"^(\d{4}-\d{2}|v3)$",
    )
    base_url: str = Field(SERVICE, title="API address", description="HubSpot's own, e.g. https://api.hubapi.com")


class Crm(base.Crm):
    """Writes contacts. A property that HubSpot finds invalid is dropped once: the person still lands."""

    Settings = Portal
    title = "HubSpot"
    oauth = flow()

    def __init__(self, settings: Portal, http: Http) -> None:
        parts = urlsplit(settings.base_url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin != SERVICE and origin not in http.trusted_origins:
            raise Rejected(f"the address is not HubSpot's, {SERVICE}")
        version = settings.api_version
        path = "/crm/v3/objects" if version == "v3" else f"/crm/objects/{version}"
        self._objects = settings.base_url.rstrip("/") + path
        self._portal = settings
        self._http = http
        self._calls = Calls(self._send)

    def upsert(self, person: base.Person) -> base.Record:
        properties = self._properties(person)
        try:
            return self._write(person, properties)
        except Invalid as refused:
            kept = {name: value for name, value in properties.items() if name not in refused.properties}
            if not kept or kept == properties:
                raise
            return self._write(person, kept)

    def note_opt_out(self, record: base.Record, opt_out: base.OptOut) -> None:
        flags = opt_out.flags(calls=self._portal.no_calls_property, texts=self._portal.no_texts_property)
        left = {name: str(is_closed).lower() for name, is_closed in flags.items()}
        missing: set[str] = set()
        while left:
            try:
                self._update(record.id, left)
                break
            except Missing as error:
                if not error.properties & left.keys():
                    raise
                missing |= error.properties
                left = {name: value for name, value in left.items() if name not in missing}
        # What could be written is; that the rest can't be is for a person.
        if missing:
            raise lacking(missing)

    def note_conversation(self, record: base.Record, talk: base.Talk) -> str:
        return self._calls.note(record.id, talk)

    def check(self) -> str:
        require_success(self._call("/search", json={"filterGroups": [], "properties": [], "limit": 1}))
        return "Connected to HubSpot; the key may read contacts."

    def _write(self, person: base.Person, properties: Properties) -> base.Record:
        try:
            return self._find_and_write(person, properties)
        except Conflict as conflict:
            if not conflict.existing_id:
                raise
            return self._update(conflict.existing_id, properties)

    def _find_and_write(self, person: base.Person, properties: Properties) -> base.Record:
        if person.record_id:
            try:
                return self._update(person.record_id, properties)
            except base.Gone:
                pass
        if "email" in properties:
            return self._upsert_by("email", properties["email"], person, properties)
        if self._portal.key_property:
            return self._upsert_by(self._portal.key_property, person.lead_id, person, properties)
        return self._search_and_write(properties)

    def _update(self, record_id: str, properties: Properties) -> base.Record:
        reply = self._call(f"/{quote(record_id, safe='')}", json={"properties": properties}, method="PATCH")
        require_success(reply)
        # A contact that was merged into another answers with the other's id.
        return self._record(parsed(reply, _Contact))

    def _upsert_by(self, id_property: str, value: str, person: base.Person, properties: Properties) -> base.Record:
        others = {name: text for name, text in properties.items() if name != id_property}
        wanted = {"idProperty": id_property, "id": value, "properties": others}
        inputs = [{**wanted, "objectWriteTraceId": person.lead_id}]
        reply = self._call("/batch/upsert", json={"inputs": inputs})
        require_success(reply)
        return self._record(parsed(reply, _Written).results[0])

    def _search_and_write(self, properties: Properties) -> base.Record:
        """The index learns of a contact ten seconds later: this finds old ones, no double just made."""
        if phone := properties.get("phone"):
            same_phone = {"propertyName": "phone", "operator": "EQ", "value": phone}
            wanted = {"filterGroups": [{"filters": [same_phone]}], "properties": ["phone"], "limit": 1}
            reply = self._call("/search", json=wanted)
            require_success(reply)
            for contact in parsed(reply, _Found).results:
                return self._update(contact.id, properties)
        reply = self._call("", json={"properties": properties})
        require_success(reply)
        return self._record(parsed(reply, _Contact), is_new=True)

    def _record(self, contact: "_Contact", *, is_new: bool = False) -> base.Record:
        portal = self._portal.portal_id
        url = f"https://app.hubspot.com/contacts/{portal}/record/{CONTACT_TYPE}/{contact.id}" if portal else ""
        return base.Record(id=contact.id, kind="contact", url=url, is_new=is_new or contact.new)

    def _properties(self, person: base.Person) -> Properties:
        """Only what is known, so that no update empties a property."""
        told = {**person.answers, **person.campaign}
        known = {**told, "source": person.source, "lead_id": person.lead_id}
        properties = {
            "email": person.email,
            "firstname": person.first_name,
            "lastname": person.last_name,
            "phone": person.phone,
            "company": person.company,
            "message": "\n".join(f"{key}: {value}" for key, value in told.items() if value),
            **{theirs: known.get(ours, "") for ours, theirs in self._portal.field_map.items()},
        }
        return {name: value for name, value in properties.items() if value}

    def _call(self, path: str, *, json: object, method: str = "POST") -> Reply:
        return self._send(method, f"/contacts{path}", json)

    def _send(self, method: str, path: str, json: object) -> Reply:
        def send(access: Access) -> Reply:
            headers = {"Authorization": f"Bearer {access.value}"}
            return self._http.send(method, self._objects + path, json=json, headers=headers)

        return self._http.as_holder(self._portal.access_token.get_secret_value(), send)


class _Contact(BaseModel):
    id: str = Field(min_length=1, coerce_numbers_to_str=True)
    new: bool = False


class _Written(BaseModel):
    results: list[_Contact] = Field(min_length=1)


class _Found(BaseModel):
    results: list[_Contact]
