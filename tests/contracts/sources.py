"""What every sender of leads must do, whoever it is: prove itself, and give people or say that it can't be read."""

import json
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.integrations.errors import BadSignature, NoLead, Unreadable
from apps.integrations.http import Inbound
from apps.integrations.sources.base import Sender, Submission

NOW = datetime(2026, 11, 22, 15, 25, 55, tzinfo=UTC)
# Two secrets are live while a tenant changes the one for the other: the newest first.
SECRETS = ("whsec_bmV3LXNlY3JldC1mb3ItdGVzdHMtMDAwMQ==", "whsec_b2xkLXNlY3JldC1mb3ItdGVzdHMtMDAwMg==")

GARBAGE = (
    b"", b" ", b"\0", b"{", b"[]", b"{}", b"null", b"7", b'"text"', b"[[]]", b"\xff\xfe\xfd", b"<lead/>",
    b'{"a": "\\u0000"}', b'{"a": "\\ud800"}', b'{"a": NaN}', b'{"entry": 7}', b'[{"id": {}}]', b"[" * 100_000,
)  # fmt: skip
# What stands where something else was expected.
STRANGE: tuple[object, ...] = ("", "x", 7, 1e400, None, True, [], [[7]], {}, {"value": {}}, "x" * 100_000)


class SenderContract:
    """Inherit it and say how to make the sender and a request that is genuine."""

    @abstractmethod
    def sender(self, *secrets: str) -> Sender:
        """A sender that wants a proof by one of these secrets, where its kind knows a proof."""

    @abstractmethod
    def genuine(self, *, secret: str, at: datetime) -> Inbound:
        """A request that the vendor made with this secret at this time; it holds at least one lead."""

    def held(self) -> Inbound:
        """A request that holds a person: the genuine one, or what is fetched for a lead that it names."""
        return self.genuine(secret=SECRETS[0], at=NOW)

    def test_a_genuine_request_is_taken(self) -> None:
        self.sender(*SECRETS).verify(self.genuine(secret=SECRETS[0], at=NOW), now=NOW)

    def test_a_genuine_request_holds_somebody_to_reach(self) -> None:
        found = self.sender(*SECRETS).read(self.held())

        assert [one.email or one.phone for one in found]

    def test_no_secret_comes_back_among_the_answers(self) -> None:
        found = self.sender(*SECRETS).read(self.held())

        assert SECRETS[0] not in str(found)

    def test_the_same_request_again_has_the_same_ids(self) -> None:
        first, again = (self.sender(*SECRETS).read(self.held()) for _ in range(2))

        assert [one.external_id for one in first] == [one.external_id for one in again]

    def test_several_people_in_a_request_have_ids_of_their_own(self) -> None:
        found = self.sender(*SECRETS).read(self.held())

        ids = [one.external_id for one in found if one.external_id]
        assert len(set(ids)) == len(ids)

    @pytest.mark.parametrize("body", GARBAGE)
    def test_garbage_is_unreadable_and_nothing_worse(self, body: bytes) -> None:
        self._survives(body)

    def test_a_body_that_broke_off_is_unreadable_and_nothing_worse(self) -> None:
        for whole in self._bodies():
            for length in range(0, len(whole), max(1, len(whole) // 200)):
                self._survives(whole[:length])

    def test_another_type_in_any_place_is_nothing_worse_than_unreadable(self) -> None:
        for body in self._bodies():
            for strange in _strange(body):
                self._survives(strange)

    def _bodies(self) -> set[bytes]:
        return {self.genuine(secret=SECRETS[0], at=NOW).body, self.held().body}

    def _survives(self, body: bytes) -> None:
        request = replace(self.genuine(secret=SECRETS[0], at=NOW), body=body)
        with suppress(BadSignature):
            self.sender(*SECRETS).verify(request, now=NOW)
        with suppress(Unreadable, NoLead):
            if self.sender(*SECRETS).named(request):
                return
            found = self.sender(*SECRETS).read(request)
            assert found
            for one in found:
                assert_storable(one)


class ProvenContract(SenderContract):
    """For senders that know a secret: inherit this one instead."""

    @pytest.mark.parametrize("secret", SECRETS)
    def test_any_live_secret_proves_the_sender(self, secret: str) -> None:
        self.sender(*SECRETS).verify(self.genuine(secret=secret, at=NOW), now=NOW)

    def test_a_secret_that_is_no_longer_live_proves_nothing(self) -> None:
        with pytest.raises(BadSignature):
            self.sender(SECRETS[0]).verify(self.genuine(secret=SECRETS[1], at=NOW), now=NOW)

    def test_without_a_secret_nothing_is_proved(self) -> None:
        with pytest.raises(BadSignature):
            self.sender().verify(self.genuine(secret=SECRETS[0], at=NOW), now=NOW)

    def test_an_empty_secret_proves_nothing(self) -> None:
        with pytest.raises(BadSignature):
            self.sender("").verify(self.genuine(secret=SECRETS[0], at=NOW), now=NOW)


class HeaderContract(ProvenContract):
    """For senders whose proof stands in the headers."""

    def test_a_request_without_headers_proves_nothing(self) -> None:
        bare = replace(self.genuine(secret=SECRETS[0], at=NOW), headers={})

        with pytest.raises(BadSignature):
            self.sender(*SECRETS).verify(bare, now=NOW)


class SignedBodyContract(HeaderContract):
    """For senders that sign the body."""

    def test_a_changed_body_proves_nothing(self) -> None:
        request = self.genuine(secret=SECRETS[0], at=NOW)

        for place in range(0, len(request.body), max(1, len(request.body) // 50)):
            other = bytes([request.body[place] ^ 1])
            changed = replace(request, body=request.body[:place] + other + request.body[place + 1 :])
            with pytest.raises(BadSignature):
                self.sender(*SECRETS).verify(changed, now=NOW)

    def test_a_longer_body_proves_nothing(self) -> None:
        request = self.genuine(secret=SECRETS[0], at=NOW)

        with pytest.raises(BadSignature):
            self.sender(*SECRETS).verify(replace(request, body=request.body + b" "), now=NOW)


class TimedBodyContract(SignedBodyContract):
    """For senders that sign body and time: inherit this one instead."""

    slow = timedelta(minutes=4)

    @pytest.mark.parametrize("late", [timedelta(minutes=6), timedelta(minutes=-6)])
    def test_a_request_from_another_time_proves_nothing(self, late: timedelta) -> None:
        with pytest.raises(BadSignature):
            self.sender(*SECRETS).verify(self.genuine(secret=SECRETS[0], at=NOW), now=NOW + late)

    def test_a_slow_request_still_proves_itself(self) -> None:
        request = self.genuine(secret=SECRETS[0], at=NOW)

        self.sender(*SECRETS).verify(request, now=NOW + self.slow)


class NamingContract(SignedBodyContract):
    """For senders that only name a lead: inherit this one instead, and say what is fetched in `held`."""

    @abstractmethod
    def held(self) -> Inbound:
        """The document that `integrations.forms` fetches."""

    def test_a_genuine_request_names_a_lead_and_whose_it_is(self) -> None:
        found = self.sender(*SECRETS).named(self.genuine(secret=SECRETS[0], at=NOW))

        assert [bool(each.id and each.account) for each in found] == [True]

    def test_what_was_fetched_names_nobody_more(self) -> None:
        assert list(self.sender(*SECRETS).named(self.held())) == []


def _strange(body: bytes) -> Iterator[bytes]:
    """The body with something strange in each place of its JSON; nothing for bodies that are none."""
    try:
        whole = json.loads(body)
    except ValueError:
        return
    for path in _paths(whole):
        for strange in STRANGE:
            yield json.dumps(_with(whole, path, strange)).encode()


def _paths(tree: object, so_far: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield so_far
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, child in inner:
        yield from _paths(child, (*so_far, key))


def _with(tree: object, path: tuple[str | int, ...], strange: object) -> object:
    if not path:
        return strange
    if isinstance(tree, dict):
        return {key: _with(child, path[1:], strange) if key == path[0] else child for key, child in tree.items()}
    assert isinstance(tree, list)
    return [_with(child, path[1:], strange) if place == path[0] else child for place, child in enumerate(tree)]


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
