"""Any SMTP server: a letter as plain text, with the headers by which mail programs offer to unsubscribe."""

from email.headerregistry import Address as Named
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import formatdate

from pydantic import Field

from apps.integrations.http import Http
from apps.integrations.wire import smtp
from apps.integrations.wire.smtp import Address, Server

from . import base


class Sender(Server):
    """An SMTP server, who writes to leads, and who reads what they answer."""

    sender_name: str = Field(
        "",
        title="From name",
        description="As the lead sees it, e.g. Maria at Acme Solar",
        max_length=100,
        pattern=r"^[^\x00-\x1f\x7f]*$",
    )
    reply_to: Address | None = Field(
        None, title="Answers go to", description="Empty: to the From address, e.g. sales@example.com"
    )


class Mail(base.Mail):
    Settings = Sender
    title = "SMTP server"

    def __init__(self, settings: Sender, http: Http) -> None:
        self._sender = settings
        self._post = smtp.Post(settings, http)

    def send(self, letter: base.Letter) -> None:
        self._post.deliver(self._message(letter), [letter.to])

    def check(self) -> str:
        return self._post.check()

    def _message(self, letter: base.Letter) -> EmailMessage:
        message = EmailMessage(policy=_WholeLinks(linesep="\r\n", cte_type="7bit"))
        message["Subject"] = smtp.one_line(letter.subject)[: smtp.SUBJECT_LENGTH]
        message["From"] = Named(self._sender.sender_name, addr_spec=self._sender.sender)
        message["To"] = letter.to
        if self._sender.reply_to:
            message["Reply-To"] = self._sender.reply_to
        message["Date"] = formatdate()
        message["Message-ID"] = letter.message_id
        message["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message


class _WholeLinks(EmailPolicy):
    """Leaves what has no space in one piece: Python would fold a long one into encoded words, which are no link."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name in ("To", "List-Unsubscribe"):
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)
