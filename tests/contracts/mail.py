"""What every vendor of e-mail to leads must do, whoever it is: one letter, once, with a way out that machines know."""

from collections.abc import Sequence
from email.message import EmailMessage
from typing import Protocol

import pytest

from apps.integrations.errors import Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.mail.base import NO_SUCH_ADDRESS, Letter, Mail

DANA = "dana@example.com"
URL = "https://leads.a-long-name.example.com/unsubscribe/" + "12-018f00000000700080000000000000ff." + "s" * 43 + "/"
LETTER = Letter(
    to=DANA,
    subject="Dana, your quote: Größe & Preis",
    text="Hi Dana,\n\nwe could not reach you. Shall we write?\n.\n\nUnsubscribe: " + URL,
    message_id="<step-12.0123456789abcdef@leads.a-long-name.example.com>",
    unsubscribe_url=URL,
)
HOSTILE = "Dana\r\nBcc: eve@example.com\n\n\x00\u2028\x85.\r\n.\r\nQUIT"


class FarEnd(Protocol):
    """A real server that keeps the mails it took."""

    vendor: Mail

    def read(self) -> Sequence[EmailMessage]: ...

    def leave(self) -> None:
        """Stop listening."""

    def knows_nobody(self) -> None:
        """From now on no recipient exists."""

    def is_busy(self) -> None:
        """From now on nothing is taken for a while."""

    def refuses_the_login(self) -> None: ...

    def falls_silent(self) -> None:
        """From now on a letter that was handed over is never acknowledged."""


class MailContract:
    """Inherit it and give a `far_end` fixture."""

    def test_a_letter_arrives_as_it_was_written(self, far_end: FarEnd) -> None:
        far_end.vendor.send(LETTER)

        [mail] = far_end.read()
        assert (mail["to"], mail["subject"], mail["message-id"]) == (DANA, LETTER.subject, LETTER.message_id)
        assert mail.get_content().replace("\r\n", "\n").strip() == LETTER.text
        assert mail["date"]

    def test_a_mail_program_can_offer_to_unsubscribe_by_one_click(self, far_end: FarEnd) -> None:
        far_end.vendor.send(LETTER)

        [mail] = far_end.read()
        # As it came, not as Python decodes it: a mail program looks for a link.
        assert dict(mail.raw_items())["List-Unsubscribe"] == f"<{URL}>"
        assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"

    def test_a_leads_words_stay_words(self, far_end: FarEnd) -> None:
        far_end.vendor.send(Letter(DANA, HOSTILE, HOSTILE, LETTER.message_id, URL))

        [mail] = far_end.read()
        assert (mail["bcc"], mail["to"]) == (None, DANA)

    def test_nobody_listening_means_try_again(self, far_end: FarEnd) -> None:
        far_end.leave()

        with pytest.raises(Unavailable):
            far_end.vendor.send(LETTER)
        with pytest.raises(Unavailable):
            far_end.vendor.check()

    def test_busy_means_try_again(self, far_end: FarEnd) -> None:
        far_end.is_busy()

        with pytest.raises(Unavailable):
            far_end.vendor.send(LETTER)

    def test_an_address_of_nobody_is_told_from_other_refusals(self, far_end: FarEnd) -> None:
        far_end.knows_nobody()

        with pytest.raises(Rejected) as refusal:
            far_end.vendor.send(LETTER)

        assert refusal.value.code == NO_SUCH_ADDRESS
        assert DANA not in str(refusal.value)

    def test_refused_credentials_are_the_teams_business(self, far_end: FarEnd) -> None:
        far_end.refuses_the_login()

        with pytest.raises(Unauthorized):
            far_end.vendor.send(LETTER)

    def test_silence_after_the_letter_means_that_nobody_knows(self, far_end: FarEnd) -> None:
        far_end.falls_silent()

        with pytest.raises(Unanswered):
            far_end.vendor.send(LETTER)

    def test_a_check_writes_to_nobody(self, far_end: FarEnd) -> None:
        sentence = far_end.vendor.check()

        assert sentence.endswith(".")
        assert list(far_end.read()) == []
