"""Who is meant by a From, a To or a Contact (RFC 3261, section 20.10)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAMED = re.compile(r'^(?:"(?:[^"\\]|\\.)*"|[^<"]*)<([^>]*)>(.*)$', re.DOTALL)


@dataclass(frozen=True)
class Address:
    """A URI, and what stands behind it."""

    uri: str
    parameters: str

    @property
    def tag(self) -> str:
        found = re.search(r";\s*tag=([^;,\s]+)", self.parameters)
        return found[1] if found else ""

    @property
    def number(self) -> str:
        return number(self.uri)


def read(text: str) -> Address:
    if named := _NAMED.match(text):
        return Address(named[1], named[2])
    uri, semicolon, parameters = text.partition(";")
    return Address(uri.strip(), semicolon + parameters)


def number(uri: str) -> str:
    """The number of a SIP or tel URI, with its plus; what is no number stays as it is."""
    _, _, rest = uri.partition(":")
    user = re.split(r"[@;]", rest, maxsplit=1)[0]
    return f"+{user}" if user.isdigit() and len(user) > 7 else user
