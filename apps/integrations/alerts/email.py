"""E-mail: one alert to a list of people through an SMTP server."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from html import escape

from pydantic import Field, field_validator

from apps.integrations.http import Http
from apps.integrations.wire import smtp
from apps.integrations.wire.smtp import Address, Server

from . import base


class Mailbox(Server):
    """An SMTP server, who writes, and who is written to."""

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
    """Mails the team."""

    Settings = Mailbox
    title = "E-mail"

    def __init__(self, settings: Mailbox, http: Http) -> None:
        self._mailbox = settings
        self._post = smtp.Post(settings, http)

    def send(self, alert: base.Alert) -> str:
        message = self._message(alert)
        self._post.deliver(message, self._mailbox.recipients)
        return str(message["Message-ID"])

    def check(self) -> str:
        return self._post.check()

    def _message(self, alert: base.Alert) -> EmailMessage:
        message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
        message["Subject"] = smtp.one_line(alert.title)[: smtp.SUBJECT_LENGTH] or "LeadHub"
        message["From"] = self._mailbox.sender
        message["To"] = ", ".join(self._mailbox.recipients)
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=self._mailbox.sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(_plain(alert))
        message.add_alternative(_html(alert), subtype="html")
        return message


def _plain(alert: base.Alert) -> str:
    facts = [f"{label}: {value}" for label, value in alert.facts]
    parts = (alert.text, "\n".join(facts), alert.link, alert.key)
    return "\n\n".join(part for part in parts if part) + "\n"


def _html(alert: base.Alert) -> str:
    facts = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in alert.facts)
    link = f'<p><a href="{escape(alert.link)}">Open in LeadHub</a></p>' if alert.link.startswith("http") else ""
    text = escape(alert.text).replace("\n", "<br>")
    return f"<h2>{escape(alert.title)}</h2><p>{text}</p><dl>{facts}</dl>{link}<p>{escape(alert.key)}</p>"
