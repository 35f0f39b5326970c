"""What every sender of leads must do, whoever it is: prove itself, and give people or say that it can't be read."""

from abc import abstractmethod
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.integrations.errors import BadSignature, Unreadable
from apps.integrations.http import Inbound
from apps.integrations.sources.base import Sender, Submission

NOW = datetime(2026, 11, 22, 15, 25, 55, tzinfo=UTC)
# Two secrets are live while a tenant changes the one for the other: the newest first.
SECRETS = ("whsec_bmV3LXNlY3JldC1mb3ItdGVzdHMtMDAwMQ==", "whsec_b2xkLXNlY3JldC1mb3ItdGVzdHMtMDAwMg==")

GARBAGE = (
    b"", b" ", b"\0", b"{", b"[]", b"{}", b"null", b"7", b'"text"', b"[[]]", b"\xff\xfe\xfd", b"<lead/>",
    b'{"a": "\\u0000"}', b'{"a": "\\ud800"}', b'{"a": NaN}', b'{"entry": 7}', b'[{"id": {}}]', b"[" * 100_000,
)  # fmt: skip


class SenderContract:
    """Inherit it and say how to make the sender and a request that is genuine."""

    @abstractmethod
    def sender(self, *secrets: str) -> Sender:
        """A sender that wants a signature by one of these secrets."""

    @abstractmethod
    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        """A request that the vendor signed with this secret at this time; it holds at least one lead."""

    @pytest.mark.parametrize("secret", SECRETS)
    def test_any_live_secret_proves_the_sender(self, secret: str) -> None:
        self.sender(*SECRETS).verify(self.genuine(secret=secret, at=NOW), now=NOW)

    def test_a_secret_that_is_no_longer_live_proves_nothing(self) -> None:
        with pytest.raises(BadSignature):
            self.sender(SECRETS[0]).verify(self.genuine(secret=SECRETS[1], at=NOW), now=NOW)

    def test_without_a_secret_nothing_is_proved(self) -> None:
        with pytest.raises(BadSignature):
            self.sender().verify(self.genuine(secret=SECRETS[0], at=NOW), now=NOW)

    def test_a_request_without_headers_proves_nothing(self) -> None:
        bare = replace(self.genuine(secret=SECRETS[0], at=NOW), headers={})

        with pytest.raises(BadSignature):
            self.sender(*SECRETS).verify(bare, now=NOW)

    def test_a_genuine_request_holds_somebody_to_reach(self) -> None:
        found = self.sender(*SECRETS).read(self.genuine(secret=SECRETS[0], at=NOW))

        assert [one.email or one.phone for one in found]

    @pytest.mark.parametrize("body", GARBAGE)
    def test_garbage_is_unreadable_and_nothing_worse(self, body: bytes) -> None:
        request = replace(self.genuine(secret=SECRETS[0], at=NOW), body=body)

        try:
            found = self.sender(*SECRETS).read(request)
        except Unreadable:
            return
        for one in found:
            assert_storable(one)


class SignedBodyContract(SenderContract):
    """For senders that sign body and time: inherit this one instead."""

    def test_a_changed_body_proves_nothing(self) -> None:
        request = self.genuine(secret=SECRETS[0], at=NOW)

        with pytest.raises(BadSignature):
            self.sender(*SECRETS).verify(replace(request, body=request.body + b" "), now=NOW)

    @pytest.mark.parametrize("late", [timedelta(minutes=6), timedelta(minutes=-6)])
    def test_a_request_from_another_time_proves_nothing(self, late: timedelta) -> None:
        with pytest.raises(BadSignature):
            self.sender(*SECRETS).verify(self.genuine(secret=SECRETS[0], at=NOW), now=NOW + late)

    def test_a_slow_request_still_proves_itself(self) -> None:
        request = self.genuine(secret=SECRETS[0], at=NOW)

        self.sender(*SECRETS).verify(request, now=NOW + timedelta(minutes=4))


def assert_storable(submission: Submission) -> None:
    """Everything in it is text that Postgres takes, of a length that a page can show."""
    values = [getattr(submission, field.name) for field in fields(submission)]
    texts = [value for value in values if isinstance(value, str)]
    for mapping in (submission.answers, submission.campaign):
        assert len(mapping) <= 150
        texts += [*mapping.keys(), *mapping.values()]
    for text in texts:
        assert len(text) <= 2_000
        assert "\0" not in text
        text.encode()
