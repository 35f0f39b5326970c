"""A real SMTP server for tests: keeps mail, or refuses, hangs and breaks off as it is told to."""

import asyncio
import threading
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PASSWORD = b"opensesame"


class PostOffice:
    """`answers`: what a command or a recipient gets instead of 250; "" breaks off, None hangs."""

    def __init__(self, *, asks_for_login: bool = False) -> None:
        self.answers: dict[str, str | None] = {}
        self.mails: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self._asks_for_login = asks_for_login
        self._loop = asyncio.new_event_loop()

    def __enter__(self) -> Self:
        self._server = self._loop.run_until_complete(self._loop.create_server(self._protocol, "127.0.0.1", 0))
        self.port = int(self._server.sockets[0].getsockname()[1])
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def close(self) -> None:
        """From now on the address refuses."""
        self._loop.call_soon_threadsafe(self._server.close)
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0), self._loop).result()

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._answer(server, "MAIL")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self._answer(server, address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = await self._answer(server, "DATA")
        if answer.startswith("250"):
            mail = message_from_bytes(envelope.original_content or b"", policy=default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
            self.recipients.append(list(envelope.rcpt_tos))
        return answer

    async def _answer(self, server: SMTP, what: str) -> str:
        answer = self.answers.get(what, "250 OK")
        if answer is None:
            await asyncio.sleep(5)
        if not answer and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return answer or "451 too late"

    def _protocol(self) -> SMTP:
        return SMTP(
            self,
            authenticator=_knows_the_password,
            auth_required=self._asks_for_login,
            auth_require_tls=False,
            hostname="mail.example.test",
        )


def _knows_the_password(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: object
) -> AuthResult:
    return AuthResult(success=isinstance(login, LoginPassword) and login.password == PASSWORD, handled=False)
