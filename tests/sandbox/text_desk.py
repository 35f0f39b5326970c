"""Takes what a pretend vendor of texts tells, by our own adapter, and answers who writes."""

from __future__ import annotations

from apps.integrations.http import Document, Inbound
from apps.integrations.sms.base import InboundText, Sms, TextNews


class Desk:
    """What was told so far; an address with `/in` in it is the replies'."""

    def __init__(self, sms: Sms) -> None:
        self.sms, self.news, self.replies = sms, list[TextNews](), list[InboundText]()

    @property
    def statuses(self) -> list[str]:
        return [each.status.value for each in self.news]

    def take(self, came: Inbound) -> Document:
        self.sms.verify(came)
        if "/in" in came.url:
            self.replies.append(self.sms.read_reply(came))
            return self.sms.perform(came, self.sms.acknowledge("Noted"))
        self.news.append(self.sms.read_status(came))
        return self.sms.acknowledge()
