"""Salesforce's Tasks: a call that is over, kept once by our key or found again by our id."""

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import quote

from pydantic import AliasChoices, BaseModel, Field

from apps.integrations.http import Reply
from apps.integrations.wire.salesforce import literal, parsed, wire_error

from ._salesforce_rest import require_success
from .base import Talk

# Their longest.
SUBJECT, DISPOSITION, DESCRIPTION = 255, 255, 32_000

Task = dict[str, str | int]


class Send(Protocol):
    """One request to the org, by a path below the API's version."""

    def __call__(
        self,
        method: str,
        path: str,
        *,
        json: Mapping[str, str | int] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Reply: ...


class Tasks:
    """Completed calls on the history of a Lead or a Contact. `key_field` is "" where Activities have none."""

    def __init__(self, send: Send, *, key_field: str) -> None:
        self._send = send
        self._key_field = key_field

    def note(self, who_id: str, talk: Talk) -> str:
        """The Task's id. Raises the remedies of the wire."""
        task = _task(who_id, talk)
        if self._key_field:
            path = f"/sobjects/Task/{self._key_field}/{quote(talk.id, safe='')}"
            reply = self._send("PATCH", path, json=task)
            if not self._lacks_key(reply):
                return self._id(reply, talk)
        # The subtype makes it a call on the screen; whoever updates by a key may not name it.
        return self._found(talk) or self._id(
            self._send("POST", "/sobjects/Task", json={**task, "TaskSubtype": "Call"}), talk
        )

    def _lacks_key(self, reply: Reply) -> bool:
        """An upsert finds nothing only where there is no such field."""
        error = wire_error(reply)
        return error.code == "NOT_FOUND" or self._key_field in error.unknown_fields

    def _id(self, reply: Reply, talk: Talk) -> str:
        require_success(reply, private=(talk.summary, *(answer for _, answer in talk.answers)))
        # Older API versions update without a word about the id.
        return self._found(talk) if reply.status == 204 else parsed(reply, _Task).id

    def _found(self, talk: Talk) -> str:
        soql = f"SELECT Id FROM Task WHERE CallObject = {literal(talk.id)} LIMIT 1"  # noqa: S608  # SOQL, a literal
        reply = self._send("GET", "/query", params={"q": soql})
        require_success(reply)
        return next((task.id for task in parsed(reply, _Tasks).records), "")


def _task(who_id: str, talk: Talk) -> Task:
    return {
        "WhoId": who_id,
        "Subject": talk.title[:SUBJECT],
        "Status": "Completed",
        "ActivityDate": f"{talk.started_at:%Y-%m-%d}",
        "Description": talk.story()[:DESCRIPTION],
        "CallType": "Outbound",
        "CallDisposition": talk.disposition[:DISPOSITION],
        "CallDurationInSeconds": talk.seconds,
        # The one standard field for a call's id elsewhere, and it can be searched.
        "CallObject": talk.id,
    }


class _Task(BaseModel):
    id: str = Field(min_length=15, validation_alias=AliasChoices("id", "Id"))


class _Tasks(BaseModel):
    records: list[_Task]
