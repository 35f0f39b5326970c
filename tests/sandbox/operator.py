"""An application that takes a carrier's news by its adapter, and has it do what its documents say."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from apps.integrations.http import Document, Inbound
from apps.integrations.telephony.base import CallNews, Telephony
from tests.sandbox.listener import Listener

HEARD = Document(b"", status=204)

type Answer = Callable[[Telephony, Inbound], Document]


class Operator(Listener):
    """`answers` are by the first part of the path that a request came to, or was meant for."""

    def __init__(self, carrier: Telephony) -> None:
        super().__init__(self._take)
        self.carrier = carrier
        self.answers: dict[str, Answer] = {}
        self.news: list[tuple[str, CallNews]] = []

    def statuses(self, path: str = "status") -> list[str]:
        """How the call has stood, each once."""
        return list(dict.fromkeys(news.status.value for at, news in self.news if at == path))

    def _take(self, came: Inbound) -> Document:
        self.carrier.verify(came)
        part = urlsplit(self.carrier.meant_for(came) or came.url).path.strip("/").partition("/")[0]
        if part in ("status", "answer"):
            self.news.append((part, self.carrier.read_call(came)))
        answer = self.answers.get(part)
        return self.carrier.perform(came, answer(self.carrier, came) if answer else HEARD)
