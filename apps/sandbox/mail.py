"""The pretend post office: takes any mail over SMTP and delivers it into the journal."""

from __future__ import annotations

import asyncio
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session

from apps.sandbox.world import World

VENDOR = "email"


class Mailbox:
    """Where every mail ends up."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        struck = self._world.faults.striking(VENDOR, "")
        if any(fault.spoils for fault in struck):
            return "451 4.3.0 Try again later"
        mail = message_from_bytes(bytes(envelope.original_content or b""), policy=default)
        facts = {
            "to": list(envelope.rcpt_tos),
            "sender": envelope.mail_from,
            "subject": str(mail["subject"] or ""),
            "text": _text(mail),
        }
        if way_out := mail["list-unsubscribe"]:  # what is written to a lead, and not to the team
            facts |= {"message_id": str(mail["message-id"]), "unsubscribe": str(way_out).strip("<>")}
        self._world.journal.write(VENDOR, "email.sent" if way_out else "alert.sent", **facts)
        return "250 OK"


async def open_post_office(world: World, *, host: str, port: int) -> asyncio.Server:
    """Listen for mail until the server is closed."""
    mailbox = Mailbox(world)
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: SMTP(mailbox, enable_SMTPUTF8=True), host, port)


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(preferencelist=("plain", "html"))
    return str(body.get_content()) if body is not None else ""
