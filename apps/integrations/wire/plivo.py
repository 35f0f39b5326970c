"""What Plivo's families share: the account, its requests, its signature, and XML answers."""

import hmac
import re
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import parse_qsl, urlsplit, urlunsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from apps.integrations.errors import BadSignature, Rejected, Unanswered, Unauthorized, Unreadable
from apps.integrations.http import Document, Http, Inbound, Reply, refuse

API = "https://api.plivo.com"
E164 = r"^\+[1-9]\d{6,14}$"
SIGNATURE, NONCE = "X-Plivo-Signature-V3", "X-Plivo-Signature-V3-Nonce"
# XML 1.0 section 2.2.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Account(BaseModel):
    """A Plivo account as a tenant types it in."""

    model_config = ConfigDict(str_strip_whitespace=True, frozen=True)

    auth_id: str = Field(
        title="Auth ID",
        description="On the first page of the Plivo console; begins with MA or SA.",
        examples=["MAXXXXXXXXXXXXXXXXXX"],
        pattern=r"^[MS]A[A-Z0-9]{18}$",
    )
    auth_token: SecretStr = Field(
        title="Auth token",
        description="Beside the auth ID; it checks callbacks, too.",
        examples=["0123456789abcdef0123456789abcdef"],
        min_length=8,
    )
    base_url: str = Field(
        default=API,
        title="API address",
        description="Leave as it is; the sandbox is http://127.0.0.1:8001/plivo.",
        examples=[API],
        pattern=r"^https?://\S+$",
    )


class Api:
    """Requests in an account's name."""

    def __init__(self, account: Account, http: Http) -> None:
        self._account, self._http = account, http

    def ask[Answer: BaseModel](self, kind: type[Answer], path: str, params: Mapping[str, str] | None = None) -> Answer:
        """What Plivo has there. Raises the remedies; a success that makes no sense is `Unanswered`."""
        return _read(kind, self._sent("GET", path, params=params))

    def find[Answer: BaseModel](
        self, kind: type[Answer], path: str, params: Mapping[str, str] | None = None
    ) -> Answer | None:
        """The same, and None for what is not there."""
        try:
            return self.ask(kind, path, params)
        except Rejected as refusal:
            if refusal.code != "404":
                raise
            return None

    def make[Answer: BaseModel](self, kind: type[Answer], path: str, wanted: object) -> Answer:
        """Something new, asked for once."""
        return _read(kind, self._sent("POST", path, json=wanted))

    def delete(self, path: str) -> bool:
        """Whether it was there."""
        try:
            self._sent("DELETE", path)
        except Rejected as refusal:
            if refusal.code != "404":
                raise
            return False
        return True

    def _sent(self, method: str, path: str, *, params: Mapping[str, str] | None = None, json: object = None) -> Reply:
        account = self._account
        url = f"{account.base_url.rstrip('/')}/v1/Account/{account.auth_id}{path}"
        login = (account.auth_id, account.auth_token.get_secret_value())
        reply = self._http.send(method, url, params=params, json=json, auth=login)
        if reply.status == 402:
            raise Unauthorized("the Plivo account's credit does not suffice", code="402")
        refuse(reply, f"Plivo answered {reply.status}", code=str(reply.status))
        return reply


class _Standing(BaseModel):
    name: str = ""
    auth_id: str


def standing(api: Api) -> str:
    """A sentence for people."""
    return f"Connected to the Plivo account {api.ask(_Standing, '/').name or 'without a name'}."


def bare(phone: str) -> str:
    """As Plivo writes numbers: without the plus."""
    return phone.removeprefix("+")


def e164(said: str) -> str:
    """A number of Plivo's as ours; what is none stays as it is."""
    return f"+{said}" if said.isascii() and said.isdigit() else said


def moment(said: str) -> datetime | None:
    """Theirs are of UTC where they name no zone; None for what is none."""
    with suppress(ValueError):
        found = datetime.fromisoformat(said)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def verify(request: Inbound, account: Account) -> None:
    """Raise `BadSignature` unless Plivo signed this address, form and nonce with the account's token.

    There is no timestamp: replays are for the caller to recognise. Source: plivo 4.63.0, signature_v3.
    """
    if request.body and not request.form:
        raise BadSignature("the body is not covered by the signature")
    signed = f"{_signed(request)}.{request.header(NONCE)}".encode()
    expected = b64encode(hmac.digest(account.auth_token.get_secret_value().encode(), signed, sha256))
    claimed = [each.strip().encode("utf-8", "replace") for each in request.header(SIGNATURE).split(",")]
    if not any(hmac.compare_digest(expected, each) for each in claimed):
        raise BadSignature("not signed by Plivo for this account")


def required(request: Inbound, name: str) -> str:
    """The field's value. Raises `Unreadable` where it is missing or empty."""
    if not (value := request.field(name)):
        raise Unreadable(f"Plivo sent no {name}")
    return value


def count(request: Inbound, name: str) -> int | None:
    """A whole number, `None` where it was not sent. Raises `Unreadable`."""
    if not (text := request.field(name)):
        return None
    if not (text.isascii() and text.isdigit()):
        raise Unreadable(f"{name} is no number")
    return int(text)


def element(within: Element, name: str, text: str = "", **options: str) -> Element:
    """One of a document; options without a value are left out."""
    made = SubElement(within, name, {key: value for key, value in options.items() if value})
    made.text = _NOT_XML.sub(" ", text) or None
    return made


def response() -> Element:
    return Element("Response")


def document(made: Element) -> Document:
    return Document(tostring(made, encoding="utf-8"), "text/xml; charset=utf-8")


def _signed(request: Inbound) -> str:
    """The address without its query, a question mark, the sorted query, a full stop, and the sorted form."""
    parts = urlsplit(request.url)
    query = "&".join(f"{name}={value}" for name, value in sorted(parse_qsl(parts.query, keep_blank_values=True)))
    form = "".join(f"{name}{value}" for name, value in sorted(request.form))
    mark = f"?{query}" if query or form else ""
    stop = "." if query and form else ""
    return f"{urlunsplit((parts.scheme, parts.netloc, parts.path, '', ''))}{mark}{stop}{form}"


def _read[Answer: BaseModel](kind: type[Answer], reply: Reply) -> Answer:
    try:
        return kind.model_validate_json(reply.body)
    except ValidationError as error:
        raise Unanswered("Plivo answered with something unreadable") from error
