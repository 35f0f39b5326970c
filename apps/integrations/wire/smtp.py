"""What the families that write e-mail share towards a mail server: its settings, one talk with it, its refusals."""

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from email.message import EmailMessage
from typing import Annotated, Literal

from pydantic import BaseModel, Field, SecretStr

from apps.integrations import reach
from apps.integrations.errors import ProviderError, Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.http import CONNECT_SECONDS, READ_SECONDS, Http

# ASCII without space or bracket: nothing in it can end a header, or the SMTP command that it stands in.
Address = Annotated[str, Field(pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]

SUBJECT_LENGTH = 200
# A letter is not handed over later than that, so that the step's lease (30 s) still holds when it is acknowledged.
MOST_TALK_SECONDS = 12.0
# "Authentication required" and its kin (RFC 4954 section 6).
LOGIN_CODES = frozenset({530, 534, 535, 538})
NO_SUCH_ADDRESS = "no_such_address"
# The recipient is nobody, or gone (RFC 3463 sections 3.2 and 3.3, RFC 7505). Other refusals may be our sender's fault.
_DEAD_MAILBOX = re.compile(rb"5\.(1\.(1|2|3|6|10)|2\.1)\b")


class Server(BaseModel):
    """An SMTP server, and who writes."""

    host: str = Field(title="Mail server", description="e.g. smtp.example.com", pattern=r"^[A-Za-z0-9.:-]+$")
    port: int = Field(587, title="Port", description="e.g. 587, or 465 with TLS from the start", ge=1, le=65_535)
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        title="Encryption",
        description="starttls (port 587), tls (port 465), or none, e.g. starttls",
    )
    username: str = Field("", title="User name", description="Empty where no log-in is asked for, e.g. alerts")
    password: SecretStr = Field(SecretStr(""), title="Password", description="Of that user, e.g. an app password")
    sender: Address = Field(title="From", description="e.g. alerts@example.com")


class Post:
    """Hands mails to a server, each in a talk of its own whose stages are told apart."""

    def __init__(self, server: Server, http: Http) -> None:
        self._server = server
        self._domain = server.sender.rpartition("@")[2]
        self._is_trusted = f"smtp://{server.host}:{server.port}" in http.trusted_origins
        self._observer = http.observer

    def deliver(self, message: EmailMessage, recipients: Sequence[str]) -> None:
        """Once. One recipient who is taken is enough: a repeat would write to that one twice. Raises the remedies."""
        began = time.monotonic()
        with self._observed(), self._session() as smtp:
            with _remedies(broken=Unavailable):
                self._address(smtp, recipients)
            if time.monotonic() - began > MOST_TALK_SECONDS:
                raise Unavailable("the mail server is too slow")
            # From here on a silence may hide a mail that is already on its way.
            with _remedies(broken=Unanswered):
                _require(*smtp.data(message.as_bytes()))

    def check(self) -> str:
        """A sentence for the settings page. Raises the remedies."""
        with self._session() as smtp, _remedies(broken=Unavailable):
            _require(*smtp.mail(self._server.sender))
        return f"{self._server.host} takes mail from {self._server.sender}."

    @contextmanager
    def _observed(self) -> Iterator[None]:
        began, outcome = time.perf_counter(), "failed"
        try:
            yield
            outcome = "250"
        except ProviderError as error:
            outcome = error.code if error.code.isdigit() else type(error).__name__
            raise
        finally:
            self._observer(outcome, time.perf_counter() - began)

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        with _remedies(broken=Unavailable):
            dialled = self._dial()
        with closing(dialled):
            with _remedies(broken=Unavailable):
                smtp = _Talk(dialled, host=self._server.host, local_hostname=self._domain)
                self._log_in(smtp)
            try:
                yield smtp
            finally:
                with suppress(OSError):
                    smtp.quit()
                smtp.close()

    def _dial(self) -> socket.socket:
        dialled = self._connect()
        try:
            dialled.settimeout(READ_SECONDS)
            if self._server.security == "tls":
                context = ssl.create_default_context()
                return context.wrap_socket(dialled, server_hostname=self._server.host)
        except OSError:
            dialled.close()
            raise
        return dialled

    def _connect(self) -> socket.socket:
        host, port = self._server.host, self._server.port
        hosts = [host] if self._is_trusted else reach.public_addresses(host, port)
        for each in hosts[:-1]:
            with suppress(OSError):
                return socket.create_connection((each, port), CONNECT_SECONDS)
        return socket.create_connection((hosts[-1], port), CONNECT_SECONDS)

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        if self._server.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        if self._server.username:
            smtp.login(self._server.username, self._server.password.get_secret_value())

    def _address(self, smtp: smtplib.SMTP, recipients: Sequence[str]) -> None:
        _require(*smtp.mail(self._server.sender))
        answers = [smtp.rcpt(recipient) for recipient in recipients]
        if all(500 <= code < 600 and _DEAD_MAILBOX.match(text) for code, text in answers):
            raise Rejected("the mail server knows no such address", code=NO_SUCH_ADDRESS)
        # The lowest code is the most hopeful one: taken, then busy, then refused.
        _require(*min(answers))


def one_line(text: str) -> str:
    """Without line ends of any alphabet or control characters: a header stays one header."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())


class _Talk(smtplib.SMTP):
    """SMTP over a socket that we dialled ourselves, so that its peer could be looked at first."""

    def __init__(self, dialled: socket.socket, *, host: str, local_hostname: str) -> None:
        super().__init__(local_hostname=local_hostname, timeout=READ_SECONDS)
        self.sock, self.file = dialled, None
        # STARTTLS compares the certificate with it.
        self._host = host
        _require(*self.getreply())


@contextmanager
def _remedies(*, broken: type[ProviderError]) -> Iterator[None]:
    """Turn smtplib's exceptions into ours; a connection that breaks in this stage is `broken`."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code) from error
    except smtplib.SMTPServerDisconnected as error:
        raise broken("the mail server broke off") from error
    except smtplib.SMTPException as error:
        raise Rejected("the mail server offers neither the encryption nor the log-in that is set") from error
    except OSError as error:
        raise broken("the mail server can't be reached") from error


def _require(code: int, _text: bytes) -> None:
    if not 200 <= code < 400:
        raise _refusal(code)


def _refusal(code: int) -> ProviderError:
    """The remedy for a reply code. The server's words are left out: they like to quote addresses."""
    if code in LOGIN_CODES:
        return Unauthorized("the mail server does not accept the log-in", code=str(code))
    if 400 <= code < 500:
        return Unavailable(f"the mail server is busy ({code})", code=str(code))
    if 500 <= code < 600:
        return Rejected(f"the mail server refused ({code})", code=str(code))
    return Unanswered("the mail server answered with something unreadable")
