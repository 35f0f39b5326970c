"""The only speaker of HTTP to vendors: bounded, unrepeated, unredirected, and deaf to private addresses."""

import re
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import orjson
import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError, SSLError
from urllib3.util.connection import create_connection

from . import reach
from .errors import Rejected, Unanswered, Unauthorized, Unavailable
from .tokens import Access, Granted

CONNECT_SECONDS = 3.0
READ_SECONDS = 8.0
MOST_BYTES = 1_000_000
JSON = "application/json"

Form = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Inbound:
    """One request that a vendor sent to us, exactly as it came; `url` is the address that they called."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    form: Form = ()
    query: Form = ()

    def header(self, name: str) -> str:
        """The header's value whatever its case, "" where it was not sent."""
        return self._by_lower_name.get(name.lower(), "")

    @cached_property
    def _by_lower_name(self) -> Mapping[str, str]:
        # The first of several that differ in case alone, as they came.
        return {key.lower(): value for key, value in reversed(list(self.headers.items()))}

    def field(self, name: str) -> str:
        """The form field's first value, "" where it was not sent."""
        return next((value for key, value in self.form if key == name), "")


@dataclass(frozen=True)
class Document:
    """An answer that a vendor reads: TwiML, a challenge, an empty 204."""

    body: bytes
    content_type: str = "text/plain; charset=utf-8"
    status: int = 200


@dataclass(frozen=True)
class Reply:
    """A vendor's answer; any status."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON; garbage is `Unanswered`, for nobody knows what they did."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise Unanswered(f"answered {self.status} with something that is no JSON") from error

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def retry_after_seconds(self) -> float | None:
        value = self.headers.get("retry-after", "")
        return float(value) if value.isdigit() else None


@dataclass(frozen=True)
class Program:
    """A program of our own that stands between a vendor's file and the world: where it is, and what both know."""

    url: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Http:
    """Sends a request once. `trusted_origins` may be private and plain (the sandbox: "http://127.0.0.1:8001")."""

    trusted_origins: frozenset[str] = field(default_factory=frozenset)
    # Hears of each request how it ended ("200", "Unanswered") and how many seconds it took.
    observer: Callable[[str, float], None] = lambda outcome, seconds: None
    # Set up by operations, not by tenants; only few vendors have one.
    program: Program | None = None
    # What a person has granted by the vendor's consent page; None where they have typed keys in.
    granted: Granted | None = None

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        form: Form | None = None,
        json: object = None,
        content: bytes | None = None,
        auth: tuple[str, str] | None = None,
        read_seconds: float = READ_SECONDS,
        most_bytes: int = MOST_BYTES,
    ) -> Reply:
        """Return the answer whatever its status; raise `Unavailable` if it was not sent, else `Unanswered`.

        `content` goes out as it is, for bodies that are signed. Raises `Rejected` for an address that is not called.
        """
        sent_headers = {"Accept": JSON, **(headers or {})}
        body: Any = list(form) if form is not None else content
        if json is not None:
            sent_headers["Content-Type"], body = JSON, orjson.dumps(json)
        asked = requests.Request(method, url, headers=sent_headers, params=params, data=body, auth=auth)
        adapter, began, outcome = self._adapter_for(url), time.perf_counter(), "failed"
        request = _prepared(asked)
        try:
            reply = _once(request, adapter=adapter, read_seconds=read_seconds, most_bytes=most_bytes)
            outcome = str(reply.status)
        except (Unavailable, Unanswered) as error:
            outcome = type(error).__name__
            raise
        finally:
            self.observer(outcome, time.perf_counter() - began)
        return reply

    def as_holder(self, key: str, send: Callable[[Access], Reply]) -> Reply:
        """What comes of `send` with what was granted, or else with the tenant's own `key`.

        A token that is over is renewed once: what is refused for it had no effect. Raises `Unauthorized` without both.
        """
        if self.granted is None:
            if not key:
                raise not_connected()
            return send(Access(key))
        access = self.granted.access()
        reply = send(access)
        return send(self.granted.access(stale=access)) if reply.status == 401 else reply

    def _adapter_for(self, url: str) -> HTTPAdapter:
        try:
            parts = urlsplit(url)
        except ValueError as error:
            raise Rejected("the address is none", code="no_host") from error
        if f"{parts.scheme}://{parts.netloc}" in self.trusted_origins:
            return _TRUSTING
        if parts.scheme != "https":
            raise Rejected("only https addresses are called")
        return _GUARDED


def not_connected() -> Unauthorized:
    """What a connection raises that has neither keys nor a person's consent."""
    return Unauthorized("it is not connected yet: sign in there, or type keys in", code="not_connected")


def refuse(reply: Reply, reason: str, *, code: str = "") -> None:
    """Raise the remedy that an error status asks for; a 2xx passes."""
    if reply.status < 300:
        return
    if reply.status in (401, 403):
        raise Unauthorized(reason, code=code)
    if reply.status == 429:
        raise Unavailable(reason, code=code, retry_after_seconds=reply.retry_after_seconds)
    if reply.status >= 500 or reply.status == 408:
        raise Unanswered(reason, code=code, retry_after_seconds=reply.retry_after_seconds)
    raise Rejected(reason, code=code)


def _prepared(asked: requests.Request) -> requests.PreparedRequest:
    try:
        return asked.prepare()
    except (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema) as error:
        raise Rejected("the address is none", code="no_host") from error


def _once(request: requests.PreparedRequest, *, adapter: HTTPAdapter, read_seconds: float, most_bytes: int) -> Reply:
    deadline = time.monotonic() + CONNECT_SECONDS + read_seconds
    try:
        # The adapter itself, not a session: no redirects, no proxies, no netrc, no cookies.
        response = adapter.send(request, stream=True, timeout=(CONNECT_SECONDS, read_seconds), proxies={})
        with response:
            body = _bounded(response, most_bytes=most_bytes, deadline=deadline)
    except requests.exceptions.ConnectionError as error:
        raise _not_sent(error) or Unanswered("the connection broke before the answer") from error
    except (requests.exceptions.RequestException, OSError) as error:
        raise Unanswered(f"no answer within {read_seconds:g} s") from error
    return Reply(response.status_code, {key.lower(): value for key, value in response.headers.items()}, body)


def _bounded(response: requests.Response, *, most_bytes: int, deadline: float) -> bytes:
    chunks: list[bytes] = []
    size = 0
    for chunk in response.iter_content(65_536):
        chunks.append(chunk)
        size += len(chunk)
        if size > most_bytes or time.monotonic() > deadline:
            raise Unanswered("the answer was too long or too slow")
    return b"".join(chunks)


def own_address(base_url: str, *, service: str, http: Http) -> str:
    """Without its last slash. Raises `Rejected`: what is known of people goes to the vendor's own address alone."""
    plain = base_url.strip().rstrip("/")
    parts = urlsplit(plain)
    origin = f"{parts.scheme}://{parts.netloc}"
    if origin != service and origin not in http.trusted_origins:
        raise Rejected(f"the address is not the service's own, {service}")
    return plain


def own_home(base_url: str, *, homes: re.Pattern[str], example: str, http: Http) -> str:
    """The same where the vendor has a host for each customer or country: one of `homes`."""
    parts = urlsplit(base_url.strip().rstrip("/"))
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    if not homes.fullmatch(origin) and origin not in http.trusted_origins:
        raise Rejected(f"the address is not one of the service's own, such as {example}")
    return origin + parts.path


def _not_sent(error: requests.exceptions.ConnectionError) -> Unavailable | None:
    """Tell a connection that never stood from one that broke with the request on its way."""
    if isinstance(error, requests.exceptions.ConnectTimeout | requests.exceptions.SSLError):
        return Unavailable("could not connect")
    cause = getattr(error.args[0] if error.args else None, "reason", None)
    unsent = (NewConnectionError, ConnectTimeoutError, NameResolutionError, SSLError)
    return Unavailable("could not connect") if isinstance(cause, unsent) else None


class _PublicOnly:
    """Resolves the name itself and connects to what it has looked at: no second DNS answer can lie about it."""

    def _new_conn(self) -> socket.socket:
        host, port, timeout = self.host, self.port, self.timeout  # type: ignore[attr-defined]  # urllib3's
        options = self.socket_options  # type: ignore[attr-defined]  # urllib3's
        failure: OSError | None = None
        try:
            addresses = reach.public_addresses(host.strip("[]"), port)
        except socket.gaierror as error:
            raise NameResolutionError(host, self, error) from error  # type: ignore[arg-type]  # mixed into one
        for address in addresses:
            try:
                return create_connection((address, port), timeout, socket_options=options)
            except OSError as error:
                failure = error
        raise NewConnectionError(self, "could not connect") from failure  # type: ignore[arg-type]  # mixed into one


class _PublicHttpConnection(_PublicOnly, HTTPConnection):
    pass


class _PublicHttpsConnection(_PublicOnly, HTTPSConnection):
    pass


class _PublicHttpPool(HTTPConnectionPool):
    ConnectionCls = _PublicHttpConnection


class _PublicHttpsPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHttpsConnection


class _GuardedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PublicHttpPool, "https": _PublicHttpsPool}


_TRUSTING = HTTPAdapter(pool_connections=32, pool_maxsize=64, max_retries=0)
_GUARDED = _GuardedAdapter(pool_connections=256, pool_maxsize=64, max_retries=0)
