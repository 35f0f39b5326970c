"""Reads a caller's JSON and refuses what the database could not keep."""

import math
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser

MOST_BYTES = 256 * 1024


class TooLarge(APIException):
    status_code = 413
    default_detail = "a request has at most 256 KiB"


class StrictJson(JSONParser):
    """UTF-8 JSON of bounded size and depth, without NUL, lone surrogates and 1e999: Postgres keeps none."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        context = {**(parser_context or {}), "encoding": "utf-8"}
        if int(context["request"].META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            raise TooLarge
        try:
            parsed = super().parse(stream, media_type, context)
            is_storable = _is_storable(parsed)
        except RecursionError as error:
            raise ParseError("that is nested too deeply") from error
        if not is_storable:
            raise ParseError("NUL, half a surrogate pair and endless numbers cannot be kept")
        return parsed


def _is_storable(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= each <= "\udfff" for each in value)
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, dict):
        return all(_is_storable(key) and _is_storable(each) for key, each in value.items())
    return not isinstance(value, list) or all(_is_storable(each) for each in value)
