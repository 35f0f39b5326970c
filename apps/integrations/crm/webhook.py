"""Any CRM by a webhook: leads, opt-outs and calls as signed JSON, in the receiver's own words where it wants them."""

import re
from collections.abc import Mapping
from hashlib import sha256

import orjson
from pydantic import Field, field_validator

from apps.integrations.errors import Rejected, Unanswered
from apps.integrations.http import Http, Reply
from apps.integrations.wire.webhook import Endpoint, Receiver

from . import base

_PLACE = re.compile(r"\{([^{}]*)\}")
_PLACES = re.compile(r"lead_id|first_name|last_name|email|phone|company|source|record_id|(answers|campaign)\.[^{}]+")

type Payload = dict[str, object]


class Target(Endpoint):
    """A tenant's endpoint, and how its answers and fields are called."""

    fields: dict[str, str] = Field(
        default_factory=dict,
        title="Fields",
        description="Their field and a template of its text, e.g. name → {first_name} {last_name}; need → "
        "{answers.need}. A dot nests: contact.mail → {email}. Empty: all that we know, by our own names",
    )
    id_path: str = Field(
        "",
        title="Where their id is",
        description="In the JSON that they answer, e.g. contact.id; empty: any success will do, and our id is used",
        pattern=r"^([A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*)?$",
    )
    record_url: str = Field(
        "",
        title="Link to a record",
        description="With {record_id} in it, e.g. https://crm.example.com/people/{record_id}; empty: none",
        pattern=r"^(https?://[^\s{}]*(\{record_id\})?[^\s{}]*)?$",
    )

    @field_validator("fields")
    @classmethod
    def _known(cls, fields: dict[str, str]) -> dict[str, str]:
        for template in fields.values():
            for place in _PLACE.findall(template):
                if not _PLACES.fullmatch(place):
                    raise ValueError(f"{{{place}}} is nothing that we know of a lead")
        return fields


class Crm(base.Crm):
    """Tells of each lead by one POST. The receiver keeps one record for one `lead_id`."""

    Settings = Target
    title = "Webhook"

    def __init__(self, settings: Target, http: Http) -> None:
        self._target = settings
        self._receiver = Receiver(settings, http)

    def upsert(self, person: base.Person) -> base.Record:
        if person.record_id:
            try:
                return self._tell_of(person)
            except base.Gone:
                pass
        return self._tell_of(person, record_id="")

    def note_opt_out(self, record: base.Record, opt_out: base.OptOut) -> None:
        flags = opt_out.flags(calls="no_calls", texts="no_texts")
        # Without a key: an opt-out after an opt-in is the same words once more, and no repetition.
        self._id(self._tell({"event": "lead.opted_out", "record_id": record.id, **flags}))

    def note_conversation(self, record: base.Record, talk: base.Talk) -> str:
        told = {
            "id": talk.id,
            "started_at": talk.started_at.isoformat(),
            "seconds": talk.seconds,
            "outcome": talk.outcome.value,
            "disposition": talk.disposition,
            "score": talk.score,
            "is_qualified": talk.is_qualified,
            "answers": [{"question": question, "answer": answer} for question, answer in talk.answers],
            "summary": talk.summary,
            "transcript": talk.transcript,
            "recording_url": talk.recording_url,
            "page_url": talk.page_url,
            "appointment_at": talk.appointment_at.isoformat() if talk.appointment_at else None,
        }
        reply = self._tell({"event": "call.ended", "record_id": record.id, "call": told}, key=talk.id)
        return self._id(reply) or talk.id

    def check(self) -> str:
        self._receiver.tell({"event": "ping"})
        return "The receiver took a signed ping."

    def _tell_of(self, person: base.Person, *, record_id: str | None = None) -> base.Record:
        known_as = person.record_id if record_id is None else record_id
        payload: Payload = {"event": "lead.upserted", "lead_id": person.lead_id}
        if known_as:
            payload["record_id"] = known_as
        payload["lead"] = self._lead(person)
        key = sha256(orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)).hexdigest()
        reply = self._tell(payload, key=key)
        their_id = self._id(reply) or known_as or person.lead_id
        url = self._target.record_url.replace("{record_id}", their_id)
        return base.Record(their_id, "record", url, is_new=reply.status == 201 and not known_as)

    def _tell(self, payload: Payload, *, key: str = "") -> Reply:
        try:
            return self._receiver.tell(payload, key=key)
        except Rejected as error:
            if payload.get("record_id") and error.reason.endswith("404"):
                raise base.Gone("the receiver knows no such record", code="404") from error
            raise

    def _id(self, reply: Reply) -> str:
        """Theirs, "" where none was agreed upon. Raises `Unanswered` where one was and is not there."""
        if not self._target.id_path:
            return ""
        found: object = reply.json()
        for name in self._target.id_path.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        if not isinstance(found, str | int) or isinstance(found, bool) or found == "":
            raise Unanswered(f"the receiver answered {reply.status} without the id at {self._target.id_path}")
        return str(found)

    def _lead(self, person: base.Person) -> Payload:
        """Only what is known, so that no update empties a field."""
        known = {name: str(getattr(person, name)) for name in _OWN}
        if not self._target.fields:
            told: Payload = {name: value for name, value in known.items() if value}
            nested = {"answers": _filled(person.answers), "campaign": _filled(person.campaign)}
            received = {"received_at": person.received_at.isoformat()} if person.received_at else {}
            return told | {name: values for name, values in nested.items() if values} | received
        known |= {f"answers.{name}": value for name, value in person.answers.items()}
        known |= {f"campaign.{name}": value for name, value in person.campaign.items()}
        lead: Payload = {}
        for theirs, template in self._target.fields.items():
            if text := _rendered(template, known):
                _put(lead, theirs.split("."), text)
        return lead


_OWN = ("lead_id", "first_name", "last_name", "email", "phone", "company", "source", "record_id")


def _filled(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _rendered(template: str, known: Mapping[str, str]) -> str:
    """The text; "" where nothing of what it asks for is known."""
    places = _PLACE.findall(template)
    if places and not any(known.get(place) for place in places):
        return ""
    return _PLACE.sub(lambda place: known.get(place[1], ""), template).strip()


def _put(lead: Payload, path: list[str], text: str) -> None:
    *parents, last = path
    for parent in parents:
        within = lead.setdefault(parent, {})
        if not isinstance(within, dict):
            return
        lead = within
    lead[last] = text
