"""What a caller reads when something is wrong: always `{"error": "…", "fields": {…}}`."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

RETRY_AFTER_SECONDS = 5


class Conflict(APIException):
    """What is asked does not go with how things stand."""

    status_code = status.HTTP_409_CONFLICT


def body(error: str, fields: Mapping[str, str] | None = None) -> dict[str, object]:
    return {"error": error, "fields": dict(fields or {})}


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an exception; None for what only a programmer can mend."""
    if isinstance(error, OperationalError | InterfaceError):
        return Response(
            body("try again soon"),
            status=status.HTTP_503_SERVICE_UNAVAILABLE,
            headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
        )
    if isinstance(error, IntegrityError):
        return Response(body("that clashes with something that exists"), status=status.HTTP_409_CONFLICT)
    response = exception_handler(error, context)
    if response is not None:
        response.data = _readable(error, response.data)
    return response


def _readable(error: Exception, said: Any) -> dict[str, object]:
    if isinstance(error, ValidationError):
        return body("some of that is not right", dict(_flat(said, "")))
    return body(str(said["detail"]))


def _flat(said: Any, name: str) -> Iterator[tuple[str, str]]:
    """One line a field, nested ones as `settings.mapping`."""
    if isinstance(said, Mapping):
        for key, value in said.items():
            yield from _flat(value, f"{name}.{key}".strip("."))
    elif isinstance(said, list | tuple):
        yield name, " ".join(str(each) for each in said)
    else:
        yield name, str(said)
