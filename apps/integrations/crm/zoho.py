"""Zoho CRM: one Lead for one person, upserted by our key and by e-mail, adopted where Zoho names a duplicate."""

from typing import Annotated
from urllib.parse import quote

from pydantic import BaseModel, Field, SecretStr

from apps.integrations.errors import Rejected, Unavailable
from apps.integrations.http import Http
from apps.integrations.oauth import Flow

from . import base
from ._zoho_rest import ACCOUNTS, DOMAIN, Result, Session, parsed, require_success, result

# Zoho refuses a Lead without a last name.
NOT_PROVIDED = "[not provided]"
# The codes by which one field's value is refused: the person still lands without it.
INVALID = frozenset({"INVALID_DATA", "NOT_ALLOWED", "AMBIGUITY_DURING_PROCESSING"})
# Fields without which there is no lead, or no finding it again.
NEEDED = frozenset({"Last_Name", "id"})
NOTE_TITLE, NOTE = 120, 30_000

Fields = dict[str, object]
FieldName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
OPTIONAL_NAME = r"^([A-Za-z][A-Za-z0-9_]*)?$"


class Organisation(BaseModel):
    """A tenant's Zoho organisation, reached by a self client's refresh token."""

    client_id: str = Field(
        "",
        title="Client ID",
        description="From Zoho's API console, e.g. 1000.XXXX; this and the next two are not for who signs in with Zoho",
    )
    client_secret: SecretStr = Field(SecretStr(""), title="Client secret", description="From the same page")
    refresh_token: SecretStr = Field(
        SecretStr(""),
        title="Refresh token",
        description="With the scopes ZohoCRM.modules.ALL and ZohoCRM.notes.ALL",
    )
    key_field: FieldName = Field(
        "LeadHub_Id",
        title="Key field",
        description="API name of a text field on Leads that allows no duplicate values, made for LeadHub",
    )
    no_calls_field: str = Field(
        "LeadHub_No_Calls",
        title="No-calls field",
        description="API name of a checkbox on Leads, ticked for who wants no calls; empty: none",
        pattern=OPTIONAL_NAME,
    )
    no_texts_field: str = Field(
        "LeadHub_No_Texts",
        title="No-texts field",
        description="The same for text messages; may be the same field",
        pattern=OPTIONAL_NAME,
    )
    runs_workflows: bool = Field(
        True, title="Run workflows", description="Let Zoho's own workflow rules run for leads from LeadHub"
    )
    field_map: dict[str, FieldName] = Field(
        default_factory=dict, title="More fields", description="An answer or campaign key and the field it fills"
    )
    api_version: str = Field("v8", title="API version", description="e.g. v8", pattern=r"^v\d+$")
    base_url: str = Field(
        "https://accounts.zoho.com",
        title="Accounts address",
        description="Of your data centre: https://accounts.zoho.com, .eu, .in, .com.au, .jp …",
    )


class Crm(base.Crm):
    """Writes Leads. A field's value that Zoho finds invalid is dropped once: the person still lands."""

    Settings = Organisation
    title = "Zoho CRM"
    oauth = Flow(
        app="zoho",
        authorize_url="/oauth/v2/auth",
        token_url="/oauth/v2/token",  # noqa: S106  # a path
        revoke_url="/oauth/v2/token/revoke",
        homes=ACCOUNTS,
        scopes=("ZohoCRM.modules.ALL", "ZohoCRM.notes.ALL"),
        scope_separator=",",
        has_pkce=False,
        page_asks={"access_type": "offline", "prompt": "consent"},
        keeps=(DOMAIN,),
        dead=frozenset({"invalid_code", "invalid_grant"}),
        busy=frozenset({"Access Denied"}),
    )

    def __init__(self, settings: Organisation, http: Http) -> None:
        self._organisation = settings
        secrets = (settings.client_secret, settings.refresh_token)
        self._session = Session(http, base_url=settings.base_url, client_id=settings.client_id, secrets=secrets)
        self._root = f"/crm/{settings.api_version}"

    def upsert(self, person: base.Person) -> base.Record:
        if person.record_id:
            try:
                return self._update(person.record_id, self._fields(person))
            except base.Gone:
                pass
        fields = {"Last_Name": NOT_PROVIDED, **self._opening(person), **self._fields(person)}
        came = self._upserted(fields)
        if came.code in INVALID and came.details.api_name not in NEEDED:
            fields.pop(came.details.api_name, None)
            came = self._upserted(fields)
        if came.code == "DUPLICATE_DATA" and came.details.id:
            # Another writer came first, or a person in the way by another unique field.
            return self._update(came.details.id, self._fields(person))
        return self._saved(came)

    def note_opt_out(self, record: base.Record, opt_out: base.OptOut) -> None:
        organisation = self._organisation
        flags = opt_out.flags(calls=organisation.no_calls_field, texts=organisation.no_texts_field)
        self._update(record.id, dict(flags))

    def note_conversation(self, record: base.Record, talk: base.Talk) -> str:
        path = f"{self._root}/Leads/{quote(record.id, safe='')}/Notes"
        listed = self._session.call("GET", path, params={"fields": "id,Note_Content", "per_page": "200"})
        require_success(listed)
        # No notes at all is an answer without a body.
        for note in [] if listed.status == 204 else parsed(listed, _Notes).data:
            if talk.id in note.content:
                return note.id
        told = f"{talk.story()[:NOTE]}\n\n{talk.id}"
        made = {"Note_Title": talk.title[:NOTE_TITLE], "Note_Content": told}
        return self._saved(result(self._session.call("POST", path, json={"data": [made]}))).id

    def check(self) -> str:
        reply = self._session.call("GET", f"{self._root}/Leads", params={"fields": "id", "per_page": "1"})
        require_success(reply)
        return f"Connected to Zoho CRM; {self._organisation.key_field} is the key."

    def _upserted(self, fields: Fields) -> Result:
        keys = [self._organisation.key_field, *(["Email"] if "Email" in fields else [])]
        wanted = {"data": [fields], "duplicate_check_fields": keys, **self._triggers()}
        return result(self._session.call("POST", f"{self._root}/Leads/upsert", json=wanted))

    def _update(self, record_id: str, fields: Fields) -> base.Record:
        path = f"{self._root}/Leads/{quote(record_id, safe='')}"
        return self._saved(result(self._session.call("PUT", path, json={"data": [fields], **self._triggers()})))

    def _triggers(self) -> Fields:
        """Without the list all of them run."""
        return {} if self._organisation.runs_workflows else {"trigger": []}

    def _saved(self, came: Result) -> base.Record:
        if came.code == "SUCCESS" and came.details.id:
            return self._record(came.details.id, is_new=came.action == "insert")
        field = came.details.api_name
        if came.code == "INVALID_DATA" and field == "id":
            raise base.Gone("Zoho knows no such lead", code=came.code)
        if came.code == "DUPLICATE_DATA":
            raise Unavailable("Zoho has another lead with the same unique value", code=came.code)
        raise Rejected(f"Zoho refused it ({came.code}{f': {field}' if field else ''})", code=came.code)

    def _record(self, record_id: str, *, is_new: bool) -> base.Record:
        # The screens stand at crm.zoho.eu where the accounts stand at accounts.zoho.eu.
        screens = self._organisation.base_url.rstrip("/").replace("://accounts.", "://crm.")
        return base.Record(record_id, "Lead", f"{screens}/crm/tab/Leads/{record_id}", is_new=is_new)

    def _opening(self, person: base.Person) -> Fields:
        """What only the first word of a lead brings: a rep may have changed it since."""
        told = {**person.answers, **person.campaign}
        story = "\n".join(f"{key}: {value}" for key, value in told.items() if value)[:32_000]
        company = person.company or NOT_PROVIDED
        opening = {"Lead_Source": person.source, "Description": story, "Company": company}
        opening[self._organisation.key_field] = person.lead_id
        return {name: value for name, value in opening.items() if value}

    def _fields(self, person: base.Person) -> Fields:
        """Only what is known, so that no update empties a field; cut to the standard fields' lengths."""
        known = {**person.campaign, **person.answers, "source": person.source, "lead_id": person.lead_id}
        fields = {
            "First_Name": person.first_name[:40],
            "Last_Name": person.last_name[:80],
            "Company": person.company[:200],
            "Email": person.email,
            "Phone": person.phone[:30],
            **{theirs: known.get(ours, "") for ours, theirs in self._organisation.field_map.items()},
        }
        return {name: value for name, value in fields.items() if value}


class _Note(BaseModel):
    id: str = Field(coerce_numbers_to_str=True)
    content: str = Field("", validation_alias="Note_Content")


class _Notes(BaseModel):
    data: list[_Note]
