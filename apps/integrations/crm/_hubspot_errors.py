"""HubSpot's refusals, read for what they ask of us: which contact is in the way, which property is wrong."""

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError

from apps.integrations.errors import Rejected, Unanswered, Unavailable
from apps.integrations.http import Reply, refuse

from .base import Gone

# Used where a 429 brings no Retry-After; the daily budget is refilled at the account's midnight.
PAUSE_SECONDS = {"SECONDLY": 1.0, "TEN_SECONDLY_ROLLING": 10.0, "DAILY": 3600.0}

NO_SUCH_PROPERTY = "PROPERTY_DOESNT_EXIST"
_EXISTING_ID = re.compile(r"Existing ID: (\d+)")

Words = Annotated[list[str], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]


class Conflict(Unavailable):
    """Another contact has the same unique value; `existing_id` is "" where HubSpot does not say which."""

    existing_id = ""


class Invalid(Rejected):
    """Some `properties` are unknown, read-only or hold a value that HubSpot does not take."""

    properties: frozenset[str] = frozenset()


class Missing(Invalid):
    """The account has no such contact properties."""


class _Context(BaseModel):
    properties: Words = Field([], validation_alias="propertyName")
    scopes: Words = Field([], validation_alias="requiredGranularScopes")


class _Detail(BaseModel):
    """One of `errors`, or one of the older list that stands inside the message."""

    code: str = ""
    error: str = ""
    name: str = ""
    context: _Context = _Context()


class _WireError(BaseModel):
    category: str = ""
    message: str = ""
    policy: str = Field("", validation_alias="policyName")
    errors: list[_Detail] = []


class _Partial(BaseModel):
    errors: list[_WireError] = []


_DETAILS = TypeAdapter(list[_Detail])


def require_success(reply: Reply) -> None:
    """Raise the remedy that a refusal asks for, without personal words; of 2xx only a failed 207 raises."""
    error = _wire_error(reply)
    if reply.status < 300 and error == _WireError():
        return
    code = error.category or error.policy
    if reply.status == 404:
        raise Gone("HubSpot knows nothing at that address", code=code)
    if reply.status == 409 or error.category == "CONFLICT":
        raise _conflict(error)
    details = _details(error)
    if wrong := {name: detail for detail in details for name in (*detail.context.properties, detail.name) if name}:
        raise _invalid(wrong)
    if error.policy or reply.status == 429:
        pause = reply.retry_after_seconds or PAUSE_SECONDS.get(error.policy)
        raise Unavailable("HubSpot's request limit is reached", code=code, retry_after_seconds=pause)
    scopes = ", ".join(scope for detail in details for scope in detail.context.scopes)
    reason = f"HubSpot refused what it was told ({code or reply.status})"
    refuse(reply, f"{reason}; the key lacks {scopes}" if scopes else reason, code=code)
    raise Rejected(reason, code=code)


def lacking(properties: Iterable[str]) -> Missing:
    """The refusal that names what a person must make."""
    named, advice = ", ".join(sorted(properties)), "make it in HubSpot, or name another under Connections"
    missing = Missing(f"HubSpot has no contact property {named}: {advice}", code=NO_SUCH_PROPERTY)
    missing.properties = frozenset(properties)
    return missing


def parsed[Model: BaseModel](reply: Reply, model: type[Model]) -> Model:
    """The body as `model`; garbage is `Unanswered`, for nobody knows what they did."""
    try:
        return model.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered(f"HubSpot answered {reply.status} with something unreadable") from error


def _wire_error(reply: Reply) -> _WireError:
    try:
        if reply.status == 207:
            return next(iter(_Partial.model_validate_json(reply.body).errors), _WireError())
        if reply.status >= 300:
            return _WireError.model_validate_json(reply.body)
    except ValidationError:
        pass
    return _WireError()


def _conflict(error: _WireError) -> Conflict:
    conflict = Conflict("HubSpot has another contact with the same unique value", code="CONFLICT")
    if found := _EXISTING_ID.search(error.message):
        conflict.existing_id = found[1]
    return conflict


def _invalid(wrong: dict[str, _Detail]) -> Invalid:
    named = ", ".join(f"{name} ({detail.code or detail.error})" for name, detail in wrong.items())
    if {detail.code or detail.error for detail in wrong.values()} == {NO_SUCH_PROPERTY}:
        return lacking(wrong)
    invalid = Invalid(f"HubSpot refused {named}", code=next(iter(wrong.values())).code)
    invalid.properties = frozenset(wrong)
    return invalid


def _details(error: _WireError) -> list[_Detail]:
    if error.errors:
        return error.errors
    try:
        return _DETAILS.validate_json(error.message[error.message.find("[") :])
    except ValidationError:
        return []
