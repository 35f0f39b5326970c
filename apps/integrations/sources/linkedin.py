"""LinkedIn Lead Sync: `X-LI-Signature` by the client secret, a challenge every two hours; the body names the lead.

learn.microsoft.com/linkedin/shared/api-guide/webhook-validation: three failed challenges in a row block the address.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

import orjson
from pydantic import BaseModel, Field

from apps.integrations.errors import NoLead, Unreadable
from apps.integrations.http import Document, Inbound
from apps.integrations.reading import bodies, envelope
from apps.integrations.reading.tree import Tree, branch, objects, text

from . import _signatures
from ._forms import SignedForm, SignedSettings
from .base import Named

SIGNED_BEFORE = b"hmacsha256="
# Whose leads they are: one of these stands in "owner".
OWNERS = ("sponsoredAccount", "organization")


class Settings(SignedSettings):
    account: str = Field(
        "", title="Owner", description="Only its leads, e.g. urn:li:sponsoredAccount:500000001; empty: anybody's."
    )


class Sender(SignedForm):
    Settings = Settings
    title: ClassVar[str] = "LinkedIn lead gen form"
    setup: ClassVar[str] = (
        "Keep the app's client secret here, then subscribe the address to lead notifications: LinkedIn checks it "
        "at once and every two hours. Connect the account under Connections: its token fetches each lead."
    )

    def __init__(self, settings: BaseModel, secrets: Sequence[str]) -> None:
        super().__init__(settings, secrets)
        self._account = Settings.model_validate(settings, from_attributes=True).account

    def handshake(self, request: Inbound) -> Document | None:
        """Their code, hashed with the newest secret."""
        code = dict(request.query).get("challengeCode", "")[:200]
        if not code or not self._secrets:
            return None
        answer = {"challengeCode": code, "challengeResponse": _signatures.in_hex(self._secrets[0], code.encode())}
        return Document(orjson.dumps(answer), "application/json")

    def is_signed(self, request: Inbound, secret: str, now: datetime) -> bool:
        expected = _signatures.in_hex(secret, SIGNED_BEFORE + request.body)
        return _signatures.equal_hex(request.header("X-LI-Signature"), expected)

    def named(self, request: Inbound) -> list[Named]:
        """Raises `Unreadable` where a person must act: LinkedIn asks that a lead be erased."""
        found = bodies.parse(request.body, content_type=request.header("content-type"))
        notices = [tree for tree in found.submissions if text(tree, "leadGenFormResponse")]
        if any(text(tree, "leadAction") == "DELETED" for tree in notices):
            raise Unreadable("LinkedIn asks that this lead be erased: erase it, and what was made of it")
        named = [_named(tree) for tree in notices if text(tree, "leadAction") in ("", "CREATED")]
        return [each for each in named if self._account in ("", each.account)]

    def plain(self, tree: dict[str, Tree]) -> Iterable[dict[str, Tree]]:
        """A response beside its form, as `forms.linkedin` fetches both."""
        if "leadGenFormResponse" in tree:
            raise NoLead("the notice is of no new lead of this account")
        response = branch(tree, "response")
        if not response:
            return [tree]
        asked = {text(each, "questionId"): each for each in objects(tree, "form", "content", "questions")}
        answers = objects(response, "formResponse", "answers")
        agreed = objects(response, "formResponse", "consentResponses")
        return [
            {
                "answers": [_field(answer, asked.get(text(answer, "questionId"), {})) for answer in answers],
                "consent": "yes" if agreed and all(text(each, "accepted") == "true" for each in agreed) else "",
                "form_name": text(tree, "form", "name"),
                "submission_id": text(response, "id"),
                "submitted_at": text(response, "submittedAt"),
                "test_lead": text(response, "testLead"),
            }
        ]


def _named(tree: dict[str, Tree]) -> Named:
    owner = branch(tree, "owner")
    return Named(
        id=text(tree, "leadGenFormResponse").rpartition(":")[2],
        account=next((text(owner, each) for each in OWNERS if text(owner, each)), ""),
        form=text(tree, "leadGenForm").rpartition(":")[2],
        submitted_at=envelope.instant(text(tree, "occurredAt")),
    )


def _field(answer: dict[str, Tree], question: dict[str, Tree]) -> dict[str, Tree]:
    """An answer under its question's own words; LinkedIn's own fields are known by a name in capitals."""
    wordings = [each for each in branch(question, "question", "localized").values() if isinstance(each, str)]
    label = next(iter(wordings), "") or text(question, "name") or text(answer, "questionId")
    details = branch(answer, "answerDetails")
    chosen = branch(details, "multipleChoiceAnswer").get("options", "")
    said: Tree = text(details, "textQuestionAnswer", "answer") or chosen
    return {"title": label, "id": text(question, "predefinedField"), "name": text(question, "name"), "value": said}
