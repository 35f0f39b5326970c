"""What form builders have in common: a body of labels and values, an id of their own, and a 200 that they wait for."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel, Field

from apps.integrations.errors import BadSignature, NoLead, Unreadable
from apps.integrations.http import Inbound
from apps.integrations.reading import bodies, preview, submission
from apps.integrations.reading.bodies import Body
from apps.integrations.reading.submission import Field as OurField
from apps.integrations.reading.tree import Tree

from .base import Seen, Sender, Submission


class Settings(BaseModel):
    """`mapping` says what a field is where we would not guess it: {"Rückruf unter": "phone"}."""

    mapping: dict[str, OurField] = {}


class SignedSettings(Settings):
    """A vendor that can sign, should; off only where its account can't."""

    require_signature: bool = Field(
        True,
        title="Require a signature",
        description="Refuse posts that no secret of this source has signed. Off only if your account can't sign.",
    )


class Form(Sender):
    """A form builder that proves itself by knowing the address. Say how its body becomes plain fields."""

    Settings = Settings
    tells_apart: ClassVar[bool] = True
    unreachable_status: ClassVar[int] = 200
    has_secrets: ClassVar[bool] = False

    def __init__(self, settings: BaseModel, secrets: Sequence[str]) -> None:
        self._mapping = Settings.model_validate(settings, from_attributes=True).mapping
        self._secrets = tuple(filter(None, secrets))

    def verify(self, request: Inbound, *, now: datetime) -> None:
        """The token in the path is all the proof there is."""

    def read(self, request: Inbound) -> list[Submission]:
        """Everybody in the body; what is of no new lead is passed over beside somebody who is one."""
        found = bodies.parse(request.body, content_type=request.header("content-type"))
        people: list[Submission] = []
        passed_over: NoLead | None = None
        for tree in found.submissions:
            try:
                people += self._people(tree, found, request)
            except NoLead as none:
                passed_over = none
        if not people:
            raise passed_over or Unreadable("there is nobody in it")
        return people

    def fields(self, request: Inbound) -> list[Seen]:
        """Of everybody in the body."""
        found = bodies.parse(request.body, content_type=request.header("content-type"))
        return [
            seen
            for tree in found.submissions
            for fields in self.plain(tree)
            for seen in preview.of(fields, self._mapping)
        ]

    def plain(self, tree: dict[str, Tree]) -> Iterable[dict[str, Tree]]:
        """The fields of each person in the body, by keys that say what they are. Raises `NoLead`."""
        return [tree]

    def _people(self, tree: dict[str, Tree], found: Body, request: Inbound) -> Iterable[Submission]:
        for fields in self.plain(tree):
            yield submission.read(fields, mapping=self._mapping, flags=found.flags, called_with=request.query)


class SignedForm(Form):
    """A form builder that signs with a secret; any live one will do."""

    Settings = SignedSettings
    has_secrets: ClassVar[bool] = True

    def __init__(self, settings: BaseModel, secrets: Sequence[str]) -> None:
        super().__init__(settings, secrets)
        self._wants_signature = SignedSettings.model_validate(settings, from_attributes=True).require_signature

    def verify(self, request: Inbound, *, now: datetime) -> None:
        """Raise `BadSignature` unless a live secret made the signature, or none is wanted."""
        # Every secret is tried, so that the time taken tells nothing.
        held = [self.is_signed(request, secret, now) for secret in self._secrets]
        if self._wants_signature and not any(held):
            raise BadSignature("no live secret made this request")

    @abstractmethod
    def is_signed(self, request: Inbound, secret: str, now: datetime) -> bool:
        """Whether this secret made the request's signature, at a time that is near enough."""
