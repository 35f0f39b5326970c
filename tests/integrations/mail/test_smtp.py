"""E-mail to leads by SMTP: the contract, and what is SMTP's own."""

from collections.abc import Iterator, Sequence
from email.message import EmailMessage

import pytest
from pydantic import ValidationError

from apps.integrations.errors import Rejected, Unavailable
from apps.integrations.http import Http
from apps.integrations.mail.base import NO_SUCH_ADDRESS
from apps.integrations.mail.smtp import Mail, Sender
from apps.integrations.wire import smtp
from tests.contracts.mail import DANA, LETTER, MailContract
from tests.integrations.post_office import PostOffice


def mailer(office: PostOffice, **settings: object) -> Mail:
    values: dict[str, object] = {"host": "127.0.0.1", "port": office.port, "security": "none"}
    values |= {"sender": "hello@acme.example"}
    return Mail(Sender.model_validate(values | settings), Http(frozenset([f"smtp://127.0.0.1:{office.port}"])))


class Inbox:
    def __init__(self, office: PostOffice) -> None:
        self.office, self.vendor = office, mailer(office)

    def read(self) -> Sequence[EmailMessage]:
        return self.office.mails

    def leave(self) -> None:
        self.office.close()

    def knows_nobody(self) -> None:
        self.office.answers[DANA] = f"550 5.1.1 {DANA}: no such user"

    def is_busy(self) -> None:
        self.office.answers["DATA"] = "451 4.3.0 later"

    def refuses_the_login(self) -> None:
        self.office.answers["MAIL"] = "530 log in first"

    def falls_silent(self) -> None:
        self.office.answers["DATA"] = None


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


class TestSmtp(MailContract):
    @pytest.fixture
    def far_end(self, office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> Inbox:
        monkeypatch.setattr(smtp, "READ_SECONDS", 0.5)
        return Inbox(office)

    def test_the_lead_sees_a_name_and_answers_where_they_are_read(self, office: PostOffice) -> None:
        mailer(office, sender_name="Maria, Müller & Co", reply_to="sales@acme.example").send(LETTER)

        [mail] = office.mails
        assert mail["from"] == '"Maria, Müller & Co" <hello@acme.example>'
        assert mail["reply-to"] == "sales@acme.example"

    @pytest.mark.parametrize("name", ["Acme\r\nBcc: eve@example.com", "Acme\x00"])
    def test_a_name_is_one_line(self, name: str) -> None:
        with pytest.raises(ValidationError):
            Sender.model_validate({"host": "x", "sender": "a@b.example", "sender_name": name})

    @pytest.mark.parametrize(
        ("answer", "code"),
        [
            ("550 5.1.1 nobody", NO_SUCH_ADDRESS),
            ("550 5.1.10 null MX", NO_SUCH_ADDRESS),
            ("550 5.2.1 closed", NO_SUCH_ADDRESS),
            ("550 5.7.1 relaying denied", "550"),
            ("550 no", "550"),
            ("553 5.1.8 bad sender", "553"),
        ],
    )
    def test_only_a_dead_mailbox_is_nobodys(self, office: PostOffice, answer: str, code: str) -> None:
        office.answers[DANA] = answer

        with pytest.raises(Rejected) as refusal:
            mailer(office).send(LETTER)

        assert refusal.value.code == code

    def test_a_server_that_took_too_long_is_not_handed_the_letter(
        self, office: PostOffice, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(smtp, "MOST_TALK_SECONDS", 0.0)

        with pytest.raises(Unavailable):
            mailer(office).send(LETTER)

        assert office.mails == []

    def test_what_came_of_it_is_measured(self, office: PostOffice) -> None:
        heard: list[str] = []
        http = Http(frozenset([f"smtp://127.0.0.1:{office.port}"]), lambda outcome, seconds: heard.append(outcome))
        values = {"host": "127.0.0.1", "port": office.port, "security": "none", "sender": "hello@acme.example"}
        vendor = Mail(Sender.model_validate(values), http)

        vendor.send(LETTER)
        office.answers["MAIL"] = "451 later"
        with pytest.raises(Exception, match="busy"):
            vendor.send(LETTER)

        assert heard == ["250", "451"]
