"""Calls that reps' apps make at the pretend Aircall and Dialpad, asked for by our own adapters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import BaseModel, SecretStr

from apps.integrations import catalog
from apps.integrations.errors import Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.http import Document, Http, Inbound
from apps.integrations.telephony._rep_first import RepFirst
from apps.integrations.telephony.base import AccountNews, CallOrder
from apps.sandbox.seed.dialers import DIALERS, USER, account
from tests.sandbox.listener import Listener
from tests.sandbox.outside import OURS, Outside

HEARD = Document(b"", status=204)


@dataclass
class Desk:
    """A tenant's connection to a dialer, and what it has been told."""

    carrier: RepFirst
    listener: Listener
    settings: BaseModel
    news: list[AccountNews] = field(default_factory=list)

    def statuses(self, phone: str) -> list[str]:
        """How the call to them has stood, each once."""
        return list(dict.fromkeys(each.call.status.value for each in self.news if each.phone == phone))


def desk_at(outside: Outside, vendor: str, listener: Listener) -> Desk:
    kind = catalog.vendor_class("telephony", vendor)
    settings = kind.Settings.model_validate(account(vendor, outside.url, number=OURS, told_at=listener.url))
    return Desk(kind(settings, Http(trusted_origins=frozenset([outside.url]))), listener, settings)


@pytest.fixture(params=DIALERS)
def desk(request: pytest.FixtureRequest, outside: Outside) -> Iterator[Desk]:
    def take(came: Inbound) -> Document:
        made.carrier.verify(came)
        made.news.extend(made.carrier.read_account(came))
        return HEARD

    with Listener(take) as listener:
        made = desk_at(outside, request.param, listener)
        yield made


def order(desk: Desk, phone: str) -> CallOrder:
    return CallOrder(phone, OURS, "", f"{desk.listener.url}/callbacks/x/{phone[1:]}/status/")


def test_a_rep_calls_and_what_happens_is_told(outside: Outside, desk: Desk, phone: str) -> None:
    outside.post("/numbers", json={"number": phone, "behaviour": "answer", "ring_ms": 100, "talk_ms": 1_200})

    desk.carrier.place(order(desk, phone))
    desk.listener.until(lambda: "completed" in desk.statuses(phone))

    assert desk.statuses(phone) == ["ringing", "answered", "completed"]
    [placed] = [each for each in outside.matching(to=phone) if each["kind"] == "call.placed"]
    assert placed["facts"]["user"] == USER
    assert {each.call.provider_id for each in desk.news} == {placed["facts"]["id"]}
    assert desk.listener.failed == []


def test_who_does_not_answer_is_told(outside: Outside, desk: Desk, phone: str) -> None:
    outside.post("/numbers", json={"number": phone, "behaviour": "busy"})

    desk.carrier.place(order(desk, phone))
    desk.listener.until(lambda: "no_answer" in desk.statuses(phone))

    assert desk.news[-1].call.cause == "nobody answered"


def test_a_call_whose_answer_was_lost_is_found_once_it_is_listed(outside: Outside, desk: Desk, phone: str) -> None:
    outside.post("/numbers", json={"number": phone, "behaviour": "busy"})
    since, vendor = datetime.now(UTC) - timedelta(seconds=1), type(desk.carrier).__module__.rpartition(".")[2]
    outside.break_(vendor, mode="accept_then_drop", times=1)
    with pytest.raises(Unanswered):
        desk.carrier.place(order(desk, phone))

    desk.listener.until(lambda: bool(desk.news))
    desk.listener.until(lambda: desk.news[-1].call.status.is_final)

    [found] = desk.carrier.find(order(desk, phone), since=since)
    assert found.provider_id == desk.news[-1].call.provider_id
    assert desk.carrier.fetch(found.provider_id).status.is_final


def test_wrong_credentials_are_refused(outside: Outside, desk: Desk) -> None:
    secret = "api_token" if "api_token" in type(desk.settings).model_fields else "api_key"
    wrong = desk.settings.model_copy(update={secret: SecretStr("wrong-secret")})

    assert desk.carrier.check().startswith("Connected to Pretend at")
    with pytest.raises(Unauthorized):
        type(desk.carrier)(wrong, Http(trusted_origins=frozenset([outside.url]))).check()


@pytest.fixture
def dialpad(outside: Outside) -> Iterator[Desk]:
    with Listener(lambda came: HEARD) as listener:
        yield desk_at(outside, "dialpad", listener)


@pytest.fixture
def aircall(outside: Outside) -> Iterator[Desk]:
    with Listener(lambda came: HEARD) as listener:
        yield desk_at(outside, "aircall", listener)


def test_dialpad_lets_a_user_call_five_times_a_minute(outside: Outside, dialpad: Desk, phone: str) -> None:
    outside.post("/numbers", json={"number": phone, "behaviour": "busy"})
    for _ in range(5):
        dialpad.carrier.place(order(dialpad, phone))

    with pytest.raises(Unavailable, match="five times"):
        dialpad.carrier.place(order(dialpad, phone))


def test_dialpad_ends_a_call_and_aircall_leaves_that_to_the_rep(
    outside: Outside, dialpad: Desk, aircall: Desk, phone: str
) -> None:
    outside.post("/numbers", json={"number": phone, "behaviour": "no_answer", "ring_ms": 9_000})
    since = datetime.now(UTC) - timedelta(seconds=1)

    placed = dialpad.carrier.place(order(dialpad, phone))
    outside.wait_for("call.ringing", id=placed.provider_id)
    dialpad.carrier.hang_up(placed.provider_id)
    outside.wait_for("call.ended", id=placed.provider_id, status="canceled")

    aircall.carrier.place(order(aircall, phone))
    [found] = aircall.carrier.find(order(aircall, phone), since=since)
    with pytest.raises(Rejected):
        aircall.carrier.hang_up(found.provider_id)


def test_an_app_that_is_closed_calls_nobody(outside: Outside, aircall: Desk, phone: str) -> None:
    apart = {"users": {OURS: "457"}}  # a user of this test's own
    door = Http(trusted_origins=frozenset([outside.url]))
    closed = type(aircall.carrier)(aircall.settings.model_copy(update=apart), door)
    outside.post("/aircall/_apps", json={"user": "457", "is_open": False})

    with pytest.raises(Unavailable, match="app"):
        closed.place(replace(order(aircall, phone), rep_phone=OURS))

    assert outside.matching(to=phone) == []
