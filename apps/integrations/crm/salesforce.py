"""Salesforce: one Lead for one person, found by its id, by our key, or by the org's own duplicate rules."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote, urlsplit

from pydantic import AliasChoices, BaseModel, Field

from apps.integrations.errors import Rejected, Unanswered
from apps.integrations.http import Http, Reply
from apps.integrations.wire.salesforce import FLOW, Duplicates, Session, literal, parsed, wire_error
from apps.integrations.wire.salesforce_login import Keys

from . import base
from ._salesforce_rest import require_success
from ._salesforce_tasks import Tasks

# Salesforce refuses a Lead without LastName or Company.
NOT_PROVIDED = "[not provided]"
# For updates of a record that is already there: they make no new duplicate.
ALLOW_SAVE = {"Sforce-Duplicate-Rule-Header": "allowSave=true"}
CONTACT_PREFIX = "003"
LEAD, CONTACT = "Lead", "Contact"
CONVERTED = "CANNOT_UPDATE_CONVERTED_LEAD"
EMAIL_OPT_OUT = "HasOptedOutOfEmail"

Fields = dict[str, str]
Flags = Mapping[str, bool]
FieldName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]


class Org(Keys):
    """A tenant's org: who signs in there, or an External Client App with client credentials or a JWT bearer."""

    external_id_field: FieldName = Field(
        "LeadHub_Id__c",
        title="Key field",
        description="A text field on Lead, marked External ID and Unique, e.g. LeadHub_Id__c",
    )
    no_calls_field: str = Field(
        "DoNotCall",
        title="No-calls field",
        description="A checkbox on Lead and Contact, ticked for who wants no calls, e.g. DoNotCall; empty: none",
        pattern=r"^([A-Za-z][A-Za-z0-9_]*)?$",
    )
    no_texts_field: str = Field(
        "LeadHub_No_Texts__c",
        title="No-texts field",
        description="The same for text messages, a checkbox of your own: Salesforce has none. May be DoNotCall, too",
        pattern=r"^([A-Za-z][A-Za-z0-9_]*)?$",
    )
    no_email_either: bool = Field(
        False,
        title="No e-mail either",
        description="Tick “Email Opt Out”, too, for who wants no contact at all; who comes back must opt in there",
    )
    task_key_field: str = Field(
        "LeadHub_Id__c",
        title="Key field of tasks",
        description="The same on Activity, so that a call is noted once whatever happens. Without it calls are "
        "searched before they are noted",
        pattern=r"^([A-Za-z][A-Za-z0-9_]*)?$",
    )
    field_map: dict[str, FieldName] = Field(
        default_factory=dict,
        title="More fields",
        description='An answer or campaign key and the field it fills, e.g. {"utm_campaign": "Campaign__c"}',
    )


class Crm(base.Crm):
    """Writes Leads over REST. What a rep may change (Description, LeadSource) is set only at creation."""

    Settings = Org
    title = "Salesforce"
    oauth = FLOW

    def __init__(self, settings: Org, http: Http) -> None:
        self._org = settings
        self._session = Session(http, base_url=settings.base_url, login=settings.login())
        self._tasks = Tasks(self._call, key_field=settings.task_key_field)

    def upsert(self, person: base.Person) -> base.Record:
        if person.record_id.startswith(CONTACT_PREFIX):
            # A customer's own Contact: told once, when it was adopted, and never overwritten.
            return self._record(person.record_id, "Contact")
        if person.record_id:
            try:
                return self._update(person.record_id, person)
            except base.Gone:
                pass
        return self._upsert_by_key(person)

    def note_opt_out(self, record: base.Record, opt_out: base.OptOut) -> None:
        flags = opt_out.flags(calls=self._org.no_calls_field, texts=self._org.no_texts_field)
        if self._org.no_email_either and opt_out.no_calls and opt_out.no_texts:
            flags[EMAIL_OPT_OUT] = True
        self._flag(CONTACT if record.id.startswith(CONTACT_PREFIX) else LEAD, record.id, flags)

    def note_conversation(self, record: base.Record, talk: base.Talk) -> str:
        try:
            return self._tasks.note(record.id, talk)
        except Rejected as error:
            if error.code != CONVERTED:
                raise
        return self._tasks.note(self._converted_to(record.id), talk)

    def check(self) -> str:
        key = self._org.external_id_field
        require_success(self._query(f"SELECT Id, {key} FROM Lead LIMIT 1"))  # noqa: S608  # SOQL, a field name
        return f"Connected to {urlsplit(self._session.instance_url).netloc}; {key} is the key."

    def _update(self, record_id: str, person: base.Person) -> base.Record:
        path = f"/sobjects/Lead/{quote(record_id, safe='')}"
        reply = self._call("PATCH", path, json=self._fields(person), headers=ALLOW_SAVE)
        # A converted lead is closed to writing; it is still this person's record.
        if wire_error(reply).code != CONVERTED:
            require_success(reply, private=_private(person))
        return self._record(record_id, "Lead")

    def _flag(self, kind: str, record_id: str, flags: Flags) -> None:
        """What could be written is; that a field is missing is then for a person."""
        missing: frozenset[str] = frozenset()
        while left := {name: value for name, value in flags.items() if name not in missing}:
            path = f"/sobjects/{kind}/{quote(record_id, safe='')}"
            reply = self._call("PATCH", path, json=left, headers=ALLOW_SAVE)
            error = wire_error(reply)
            if error.code == CONVERTED and kind == LEAD:
                self._flag(CONTACT, self._converted_to(record_id), flags)
                return
            if not error.unknown_fields & left.keys():
                require_success(reply)
                if reply.status != 204:
                    raise Unanswered(f"Salesforce answered {reply.status} to an update")
                break
            missing |= error.unknown_fields
        if missing:
            named = ", ".join(sorted(missing & flags.keys()))
            advice = "make a checkbox of that name that our user may edit, or correct it under Connections"
            raise Rejected(f"Salesforce has no field {named} on {kind}: {advice}", code="INVALID_FIELD")

    def _converted_to(self, lead_id: str) -> str:
        """A converted lead is closed to writing; the Contact that it became is the person now."""
        found = self._query(f"SELECT ConvertedContactId FROM Lead WHERE Id = {literal(lead_id)}")  # noqa: S608  # SOQL
        require_success(found)
        for converted in parsed(found, _Conversions).records:
            if converted.contact_id:
                return converted.contact_id
        raise base.Gone("Salesforce: the lead was converted and its Contact is gone")

    def _upsert_by_key(self, person: base.Person) -> base.Record:
        reply = self._patch_by_key(person)
        if wire_error(reply).code == "DUPLICATE_VALUE":
            # Another writer of the same lead came first; now the key is there, and this is an update.
            reply = self._patch_by_key(person)
        error = wire_error(reply)
        if error.code == "DUPLICATES_DETECTED" and error.duplicates:
            return self._resolve(error.duplicates, reply, person)
        return self._saved(reply, person)

    def _resolve(self, duplicates: Duplicates, refusal: Reply, person: base.Person) -> base.Record:
        """Adopt what the duplicate rule found: a Lead before a Contact before a new Lead."""
        if lead_id := duplicates.best("Lead"):
            return self._update(lead_id, person)
        if contact_id := duplicates.best("Contact"):
            return self._leave_task_on(contact_id, person)
        reply = self._patch_by_key(person, headers=ALLOW_SAVE) if duplicates.allow_save else refusal
        return self._saved(reply, person)

    def _leave_task_on(self, contact_id: str, person: base.Person) -> base.Record:
        """Tell the Contact's owner. Tasks have no key of ours: a marker in the subject keeps it to one."""
        subject = f"New enquiry in LeadHub ({person.lead_id})"
        where = f"WhoId = {literal(contact_id)} AND Subject = {literal(subject)}"
        found = self._query(f"SELECT Id FROM Task WHERE {where} LIMIT 1")  # noqa: S608  # SOQL literals
        require_success(found)
        if parsed(found, _Found).size == 0:
            task = {
                "WhoId": contact_id,
                "Subject": subject,
                "Status": "Not Started",
                "Description": _story(person),
            }
            require_success(self._call("POST", "/sobjects/Task", json=task), private=_private(person))
        return self._record(contact_id, "Contact")

    def _saved(self, reply: Reply, person: base.Person) -> base.Record:
        require_success(reply, private=_private(person))
        is_new = reply.status == 201
        if reply.status == 204:
            # Older API versions update without a word about the id.
            reply = self._call("GET", self._key_path(person), params={"fields": "Id"})
            require_success(reply)
        return self._record(parsed(reply, _Saved).id, "Lead", is_new=is_new)

    def _record(self, record_id: str, kind: str, *, is_new: bool = False) -> base.Record:
        url = f"{self._session.instance_url}/lightning/r/{kind}/{record_id}/view"
        return base.Record(id=record_id, kind=kind, url=url, is_new=is_new)

    def _fields(self, person: base.Person) -> Fields:
        """Only what is known, so that no update empties a field; cut to the standard fields' lengths."""
        known = {**person.campaign, **person.answers, "source": person.source, "lead_id": person.lead_id}
        return _filled(
            {
                "FirstName": person.first_name[:40],
                "LastName": person.last_name[:80],
                "Company": person.company[:255],
                "Email": person.email,
                "Phone": person.phone[:40],
                **{theirs: known.get(ours, "") for ours, theirs in self._org.field_map.items()},
            }
        )

    def _patch_by_key(self, person: base.Person, *, headers: Mapping[str, str] | None = None) -> Reply:
        required = {"LastName": NOT_PROVIDED, "Company": NOT_PROVIDED}
        opening = _filled({"LeadSource": person.source[:40], "Description": _story(person)})
        fields = {**required, **opening, **self._fields(person)}
        return self._call("PATCH", self._key_path(person), json=fields, headers=headers)

    def _key_path(self, person: base.Person) -> str:
        return f"/sobjects/Lead/{self._org.external_id_field}/{quote(person.lead_id, safe='')}"

    def _query(self, soql: str) -> Reply:
        return self._call("GET", "/query", params={"q": soql})

    def _call(
        self,
        method: str,
        path: str,
        *,
        json: Mapping[str, str | int] | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        versioned = f"/services/data/{self._org.api_version}{path}"
        return self._session.call(method, versioned, json=json, params=params, headers=headers)


class _Saved(BaseModel):
    id: str = Field(min_length=15, validation_alias=AliasChoices("id", "Id"))


class _Conversion(BaseModel):
    contact_id: str | None = Field(None, validation_alias="ConvertedContactId")


class _Conversions(BaseModel):
    records: list[_Conversion]


class _Found(BaseModel):
    size: int = Field(validation_alias="totalSize")


def _filled(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value}


def _story(person: base.Person) -> str:
    told = {**person.answers, **person.campaign}
    return "\n".join(f"{key}: {value}" for key, value in told.items() if value)[:32_000]


def _private(person: base.Person) -> tuple[str, ...]:
    return (person.first_name, person.last_name, person.email, person.phone, *person.answers.values())
