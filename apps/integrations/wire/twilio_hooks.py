"""What Twilio's families share towards us: the signature of its requests, their fields, and TwiML answers."""

import hmac
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from urllib.parse import parse_qs, urlparse

from twilio.request_validator import (  # type: ignore[import-untyped]
    HMAC_SHA1,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    add_port,
    get_signature_algorithm,
    remove_port,
)
from twilio.twiml import TwiML  # type: ignore[import-untyped]

from apps.integrations.errors import BadSignature, Unreadable
from apps.integrations.http import Document, Inbound

from .twilio import Account

# XML 1.0 section 2.2; one stray control character from a web form would make Twilio drop the call (12100).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def verify(request: Inbound, account: Account) -> None:
    """Raise `BadSignature` unless Twilio signed this very address and body with a secret of the account.

    The auth token signs with SHA-1; a shared key, announced by its own header, with SHA-256. A form is signed
    field by field, any other body by its digest in the signed address. There is no timestamp: replays are
    for the caller to recognise. Source: twilio-python 9.13.0, request_validator.
    """
    if not _is_body_signed(request):
        raise BadSignature("the body is not covered by the signature")
    claimed = request.header(SIGNATURE_HEADER).encode("utf-8", "replace")
    if not any(hmac.compare_digest(expected, claimed) for expected in _expected(request, account)):
        raise BadSignature("not signed by Twilio for this account")


def required(request: Inbound, name: str) -> str:
    """The field's value. Raises `Unreadable` where it is missing or empty."""
    if not (value := request.field(name)):
        raise Unreadable(f"Twilio sent no {name}")
    return value


def moment(request: Inbound, name: str) -> datetime | None:
    """An RFC 2822 time, aware; `None` where it was not sent. Raises `Unreadable`."""
    if not (text := request.field(name)):
        return None
    try:
        found = parsedate_to_datetime(text)
    except ValueError as error:
        raise Unreadable(f"{name} is no time") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def count(request: Inbound, name: str) -> int | None:
    """A whole number, `None` where it was not sent. Raises `Unreadable`."""
    if not (text := request.field(name)):
        return None
    if not (text.isascii() and text.isdigit()):
        raise Unreadable(f"{name} is no number")
    return int(text)


def document(twiml: TwiML) -> Document:
    return Document(str(twiml).encode(), "text/xml; charset=utf-8")


def printable(text: str) -> str:
    """The text without what XML can't carry; the library escapes the rest."""
    return _NOT_XML.sub(" ", text)


class _Fields(dict[str, list[str]]):
    """The form as the validator wants it: a name may have several values."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def _expected(request: Inbound, account: Account) -> Iterator[bytes]:
    """The signatures that would do: Twilio itself is not of one mind about the port in the address."""
    algorithm = get_signature_algorithm(request.header(SIGNATURE_SETTINGS_HEADER)).upper()
    key = account.auth_token if algorithm == HMAC_SHA1 else account.signing_key
    if key is None:
        raise BadSignature("signed with a shared key, and none is set up")
    fields = _Fields()
    for name, value in request.form:
        fields.setdefault(name, []).append(value)
    validator, address = RequestValidator(key.get_secret_value()), urlparse(request.url)
    for url in (remove_port(address), add_port(address)):
        try:
            yield validator.compute_signature(url, fields, algorithm).encode()
        except ValueError as error:
            raise BadSignature("signed in a way that is not known here") from error


def _is_body_signed(request: Inbound) -> bool:
    if request.form or not request.body:
        return True
    claimed = parse_qs(urlparse(request.url).query).get("bodySHA256", [""])[0]
    return hmac.compare_digest(sha256(request.body).hexdigest().encode(), claimed.encode())
