"""E-mail: the contract, and what is SMTP's own."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

import pytest
from pydantic import ValidationError

from apps.integrations.alerts.base import Alert
from apps.integrations.alerts.email import Alerts, Mailbox
from apps.integrations.errors import ProviderError, Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.http import Http
from apps.integrations.wire import smtp
from tests.contracts.alerts import ALERT, HOSTILE, AlertsContract
from tests.integrations.post_office import PostOffice

ANN, BOB = "ann@example.com", "bob@example.com"


def mailer(office: PostOffice, *, is_trusted: bool = True, **settings: object) -> Alerts:
    host = f"127.0.0.1:{office.port}"
    values: dict[str, object] = {"host": "127.0.0.1", "port": office.port, "security": "none"}
    values |= {"sender": "alerts@example.com", "recipients": f"{ANN}, {BOB}"}
    return Alerts(Mailbox.model_validate(values | settings), Http(frozenset([f"smtp://{host}"] * is_trusted)))


def plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return f"{mail['subject']}\n{body.get_content()}"


@dataclass
class Inbox:
    office: PostOffice

    def __post_init__(self) -> None:
        self.messenger = mailer(self.office)

    def read(self) -> list[str]:
        return [plain(mail) for mail in self.office.mails]

    def leave(self) -> None:
        self.office.close()


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


def refused(messenger: Alerts) -> ProviderError:
    with pytest.raises(ProviderError) as refusal:
        messenger.send(ALERT)
    return refusal.value


class TestEmail(AlertsContract):
    @pytest.fixture
    def team(self, office: PostOffice) -> Inbox:
        return Inbox(office)

    def test_everybody_on_the_list_is_written_to(self, office: PostOffice) -> None:
        message_id = mailer(office).send(ALERT)

        [mail] = office.mails
        assert office.recipients == [[ANN, BOB]]
        assert (mail["from"], mail["to"]) == ("alerts@example.com", f"{ANN}, {BOB}")
        assert mail["message-id"] == message_id
        assert mail["date"]

    def test_no_word_of_a_lead_becomes_a_header(self, office: PostOffice) -> None:
        mailer(office).send(Alert(title=HOSTILE, text=HOSTILE, facts=[(HOSTILE, HOSTILE)], key=HOSTILE))

        [mail] = office.mails
        assert office.recipients == [[ANN, BOB]]
        assert mail["bcc"] is None
        assert mail["subject"] == "Jane Bcc: eve@example.com <!channel> <b>& . . QUIT"

    def test_no_word_of_a_lead_becomes_markup(self, office: PostOffice) -> None:
        mailer(office).send(Alert(title="<b>", text="<script>", facts=[("<i>", "<u>")], link="https://x/?\"'<a>"))

        body = office.mails[0].get_body(("html",))
        assert body is not None
        assert not any(tag in body.get_content() for tag in ("<b>", "<script>", "<i>", "<u>", "<a>", "\"'<"))

    @pytest.mark.parametrize(
        "address",
        ["ann", "ann@example.com\r\nBcc: eve@example.com", "<ann@example.com>", "a b@example.com", ""],
    )
    def test_an_address_is_one_address(self, office: PostOffice, address: str) -> None:
        with pytest.raises(ValidationError):
            mailer(office, recipients=[address])
        with pytest.raises(ValidationError):
            mailer(office, sender=address)

    def test_one_dead_address_does_not_silence_the_others(self, office: PostOffice) -> None:
        office.answers[ANN] = f"550 5.1.1 {ANN}: no such user"

        mailer(office).send(ALERT)

        assert office.recipients == [[BOB]]

    def test_dead_addresses_alone_are_final(self, office: PostOffice) -> None:
        office.answers = {ANN: f"550 5.1.1 {ANN}: no such user", BOB: "550 no"}

        error = refused(mailer(office))

        assert (type(error), error.code) == (Rejected, "550")
        assert ANN not in str(error)

    def test_an_address_that_is_busy_keeps_hope(self, office: PostOffice) -> None:
        office.answers = {ANN: "550 no", BOB: "450 greylisted"}

        assert isinstance(refused(mailer(office)), Unavailable)

    @pytest.mark.parametrize(
        ("command", "answer", "remedy"),
        [
            ("MAIL", "451 later", Unavailable),
            ("MAIL", "550 no", Rejected),
            ("MAIL", "530 log in first", Unauthorized),
            ("MAIL", "", Unavailable),
            ("MAIL", None, Unavailable),
            ("DATA", "452 full", Unavailable),
            ("DATA", "554 spam", Rejected),
            ("DATA", "", Unanswered),
            ("DATA", None, Unanswered),
        ],
    )
    def test_a_failure_is_told_by_its_stage(
        self,
        office: PostOffice,
        monkeypatch: pytest.MonkeyPatch,
        command: str,
        answer: str | None,
        remedy: type[ProviderError],
    ) -> None:
        monkeypatch.setattr(smtp, "READ_SECONDS", 0.2)
        office.answers[command] = answer

        assert type(refused(mailer(office))) is remedy

    def test_a_server_without_encryption_is_not_written_to_in_the_clear(self, office: PostOffice) -> None:
        assert isinstance(refused(mailer(office, security="starttls")), Rejected)
        assert isinstance(refused(mailer(office, security="tls")), Unavailable)
        assert office.mails == []

    def test_a_private_server_is_not_reached_unless_trusted(self, office: PostOffice) -> None:
        assert isinstance(refused(mailer(office, is_trusted=False)), Rejected)

    def test_who_logs_in_is_let_in(self) -> None:
        with PostOffice(asks_for_login=True) as office:
            mailer(office, username="alerts", password="opensesame").send(ALERT)

            assert len(office.mails) == 1

    @pytest.mark.parametrize("username", ["alerts", ""])
    def test_who_does_not_is_told_so(self, username: str) -> None:
        with PostOffice(asks_for_login=True) as office, pytest.raises(Unauthorized):
            mailer(office, username=username, password="wrong").check()
