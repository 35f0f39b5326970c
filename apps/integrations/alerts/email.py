"""E-mail: one alert to a list of people through an SMTP server, each stage of the talk told apart."""

import ipaddress
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from html import escape
from typing import Annotated, Literal

from pydantic import BaseModel, Field, SecretStr, field_validator

from apps.integrations.errors import ProviderError, Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.http import CONNECT_SECONDS, READ_SECONDS, Http

from . import base

# ASCII without space or bracket: nothing in it can end a header, or the SMTP command that it stands in.
Address = Annotated[str, Field(pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]

SUBJECT_LENGTH = 200
# "Authentication required" and its kin (RFC 4954 section 6).
LOGIN_CODES = frozenset({530, 534, 535, 538})


class Mailbox(BaseModel):
    """An SMTP server, who writes, and who is written to."""

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
    recipients: list[Address] = Field(
        title="To",
        description="Separated by commas, e.g. ann@example.com, bob@example.com",
        min_length=1,
        max_length=50,
    )

    @field_validator("recipients", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return value.replace(",", " ").replace(";", " ").split() if isinstance(value, str) else value


class Alerts(base.Alerts):
    """Mails the team. One recipient who is taken is enough: a repeat would write to that one twice."""

    Settings = Mailbox
    title = "E-mail"

    def __init__(self, settings: Mailbox, http: Http) -> None:
        self._mailbox = settings
        self._domain = settings.sender.rpartition("@")[2]
        self._is_trusted = f"smtp://{settings.host}:{settings.port}" in http.trusted_origins

    def send(self, alert: base.Alert) -> str:
        message = self._message(alert)
        with self._session() as smtp:
            with _remedies(broken=Unavailable):
                self._address(smtp)
            # From here on a silence may hide a mail that is already on its way.
            with _remedies(broken=Unanswered):
                _require(*smtp.data(message.as_bytes()))
        return str(message["Message-ID"])

    def check(self) -> str:
        with self._session() as smtp, _remedies(broken=Unavailable):
            _require(*smtp.mail(self._mailbox.sender))
        return f"{self._mailbox.host} takes mail from {self._mailbox.sender}."

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        with _remedies(broken=Unavailable):
            dialled = self._dial()
        with closing(dialled):
            with _remedies(broken=Unavailable):
                smtp = _Talk(dialled, host=self._mailbox.host, local_hostname=self._domain)
                self._log_in(smtp)
            try:
                yield smtp
            finally:
                with suppress(OSError):
                    smtp.quit()
                smtp.close()

    def _dial(self) -> socket.socket:
        dialled = socket.create_connection((self._mailbox.host, self._mailbox.port), CONNECT_SECONDS)
        try:
            if not (self._is_trusted or _is_public(dialled)):
                raise ConnectionRefusedError("address is not public")
            dialled.settimeout(READ_SECONDS)
            if self._mailbox.security == "tls":
                context = ssl.create_default_context()
                return context.wrap_socket(dialled, server_hostname=self._mailbox.host)
        except OSError:
            dialled.close()
            raise
        return dialled

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        if self._mailbox.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        if self._mailbox.username:
            smtp.login(self._mailbox.username, self._mailbox.password.get_secret_value())

    def _address(self, smtp: smtplib.SMTP) -> None:
        _require(*smtp.mail(self._mailbox.sender))
        # The lowest code is the most hopeful one: taken, then busy, then refused.
        _require(*min(smtp.rcpt(recipient) for recipient in self._mailbox.recipients))

    def _message(self, alert: base.Alert) -> EmailMessage:
        message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
        message["Subject"] = _one_line(alert.title)[:SUBJECT_LENGTH] or "LeadHub"
        message["From"] = self._mailbox.sender
        message["To"] = ", ".join(self._mailbox.recipients)
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=self._domain)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(_plain(alert))
        message.add_alternative(_html(alert), subtype="html")
        return message


class _Talk(smtplib.SMTP):
    """SMTP over a socket that we dialled ourselves, so that its peer could be looked at first."""

    def __init__(self, dialled: socket.socket, *, host: str, local_hostname: str) -> None:
        super().__init__(local_hostname=local_hostname, timeout=READ_SECONDS)
        self.sock, self.file = dialled, None
        # STARTTLS compares the certificate with it.
        self._host = host
        _require(*self.getreply())


def _is_public(dialled: socket.socket) -> bool:
    """Look at the address that was really reached, so that no DNS answer can lie about it."""
    address = ipaddress.ip_address(dialled.getpeername()[0].split("%")[0])
    return (getattr(address, "ipv4_mapped", None) or address).is_global


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


def _one_line(text: str) -> str:
    """Without line ends of any alphabet or control characters: a header stays one header."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())


def _plain(alert: base.Alert) -> str:
    facts = [f"{label}: {value}" for label, value in alert.facts]
    parts = (alert.text, "\n".join(facts), alert.link, alert.key)
    return "\n\n".join(part for part in parts if part) + "\n"


def _html(alert: base.Alert) -> str:
    facts = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in alert.facts)
    link = f'<p><a href="{escape(alert.link)}">Open in LeadHub</a></p>' if alert.link.startswith("http") else ""
    text = escape(alert.text).replace("\n", "<br>")
    return f"<h2>{escape(alert.title)}</h2><p>{text}</p><dl>{facts}</dl>{link}<p>{escape(alert.key)}</p>"
