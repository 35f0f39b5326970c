"""One call over real SIP: how it is told, and how each refusal is."""

from dataclasses import replace
from pathlib import Path

import pytest
import requests

from apps.integrations.wire.dialer import Deed, Outcome
from apps.sandbox.nursery import Nursery

from .exchange import ANSWERS, LOOPBACK, RINGS, Exchange, refuses
from .office import Office
from .process import OURS, Dialer, order, trunk


def test_a_call_that_is_answered_rings_talks_and_ends(
    dialer: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    asked = order(office, trunk(exchange.port), to=number)
    office.does(f"/{asked.token}/answer")

    placed = dialer.place(asked)

    last = office.last(asked.token)
    assert office.statuses(asked.token) == ["ringing", "answered", "completed"]
    assert (last.id, last.outcome, last.talk_seconds) == (placed.id, Outcome.TALKED, 1)
    [invite] = exchange.calls(number)
    assert invite.caller_id == OURS
    assert exchange.until(invite.call_id, "BYE") == ["INVITE", "ACK", "BYE"]
    assert not office.unsigned


@pytest.mark.parametrize(
    ("status", "told", "outcome"),
    [
        (486, "busy", Outcome.BUSY),
        (600, "busy", Outcome.BUSY),
        (603, "failed", Outcome.DECLINED),
        (607, "failed", Outcome.UNWANTED),
        (608, "failed", Outcome.BLOCKED),
        (404, "failed", Outcome.NOT_FOUND),
        (480, "failed", Outcome.UNAVAILABLE),
        (503, "failed", Outcome.TRUNK_FAULT),
        (403, "failed", Outcome.TRUNK_REFUSED),
        (488, "failed", Outcome.NO_CODEC),
    ],
)
def test_every_refusal_has_its_name(
    dialer: Dialer, exchange: Exchange, office: Office, number: str, status: int, told: str, outcome: Outcome
) -> None:
    exchange.numbers[number] = refuses(status)
    asked = order(office, trunk(exchange.port), to=number)

    dialer.place(asked)

    last = office.last(asked.token)
    assert (last.status, last.outcome, last.sip_status) == (told, outcome, status)
    assert len(exchange.calls(number)) == 1


def test_nobody_answers_and_the_ringing_is_taken_back(
    dialer: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    exchange.numbers[number] = RINGS
    asked = order(office, trunk(exchange.port), to=number, ring_seconds=1)

    dialer.place(asked)

    last = office.last(asked.token)
    assert (last.status, last.outcome) == ("no_answer", Outcome.NO_ANSWER)
    [invite] = exchange.calls(number)
    assert exchange.until(invite.call_id, "ACK") == ["INVITE", "CANCEL", "ACK"]


def test_an_answer_in_the_same_breath_is_not_lost(
    dialer: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    exchange.numbers[number] = replace(ANSWERS, replies=[(0, 200, "OK")])
    asked = [order(office, trunk(exchange.port), to=number) for _ in range(20)]
    for each in asked:
        office.does(f"/{each.token}/answer")

    for each in asked:
        dialer.place(each)

    assert {office.last(each.token).outcome for each in asked} == {Outcome.TALKED}


def test_the_lead_hangs_up(dialer: Dialer, exchange: Exchange, office: Office, number: str) -> None:
    exchange.numbers[number] = replace(ANSWERS, hangs_up_after=0.4)
    asked = order(office, trunk(exchange.port), to=number)
    office.does(f"/{asked.token}/answer", Deed(do="bridge", to=f"{number[:-4]}9999", ring_seconds=5))
    exchange.numbers[f"{number[:-4]}9999"] = RINGS

    dialer.place(asked)

    assert office.last(asked.token).outcome is Outcome.TALKED
    [rep] = exchange.calls(f"{number[:-4]}9999")
    assert "CANCEL" in exchange.until(rep.call_id, "CANCEL")


def test_leadhub_hangs_up_what_rings(dialer: Dialer, exchange: Exchange, office: Office, number: str) -> None:
    exchange.numbers[number] = RINGS
    asked = order(office, trunk(exchange.port), to=number)
    placed = dialer.place(asked)
    exchange.until(exchange.called(number).call_id, "INVITE")

    answer = dialer.ask("DELETE", f"/calls/{placed.id}")

    assert answer.status_code == 204
    assert office.last(asked.token).status == "canceled"
    assert "CANCEL" in exchange.until(exchange.called(number).call_id, "CANCEL")


def test_two_lost_invites_delay_a_call_and_no_more(
    dialer: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    exchange.numbers[number] = replace(ANSWERS, lost=2)
    asked = order(office, trunk(exchange.port), to=number, ring_seconds=10)
    office.does(f"/{asked.token}/answer")

    dialer.place(asked)

    assert office.last(asked.token).outcome is Outcome.TALKED


def test_a_line_that_goes_dead_is_hung_up(
    tmp_path: Path, nursery: Nursery, exchange: Exchange, office: Office, number: str
) -> None:
    mine = Dialer(tmp_path, nursery, trusted=(f"sip://{LOOPBACK}:{exchange.port}",), options=("--rtp-timeout", "1"))
    exchange.numbers[number] = replace(ANSWERS, is_mute=True)
    asked = order(office, trunk(exchange.port), to=number)
    office.does(f"/{asked.token}/answer", Deed(do="bridge", to=f"{number[:-4]}9998", ring_seconds=20))
    exchange.numbers[f"{number[:-4]}9998"] = RINGS
    mine.start()

    mine.place(asked)

    last = office.last(asked.token)
    mine.end()
    assert (last.status, last.outcome) == ("completed", Outcome.MEDIA_LOST)


def test_a_stranger_who_calls_us_is_turned_away(
    dialer: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    asked = order(office, trunk(exchange.port), to=number)
    office.does(f"/{asked.token}/answer")
    dialer.place(asked)
    office.last(asked.token)

    statuses = exchange.calls_back(exchange.called(number))

    # Busy by our hand, or not found by the stack's own: in CI it was that once, and never here in 460 tries.
    assert statuses[-1] in {404, 486}, statuses
    assert "dialer.stray_call" in dialer.log or statuses[-1] == 404


def test_nobody_without_the_secret_may_dial(dialer: Dialer, exchange: Exchange, office: Office, number: str) -> None:
    asked = order(office, trunk(exchange.port), to=number).model_dump_json()

    answers = [
        requests.post(f"{dialer.url}/calls", data=asked, timeout=5),
        requests.post(f"{dialer.url}/calls", data=asked, headers={"Authorization": "Bearer guess"}, timeout=5),
        requests.get(f"{dialer.url}/calls", params={"token": "t"}, timeout=5),
    ]

    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert exchange.calls(number) == []


def test_nobodys_number_is_in_the_log_or_the_journal(
    dialer: Dialer, exchange: Exchange, office: Office, number: str
) -> None:
    exchange.numbers[number] = refuses(486)
    asked = order(office, trunk(exchange.port, user="ada", password="hush hush"), to=number)

    dialer.place(asked)

    office.last(asked.token)
    written = dialer.log + dialer.journal.read_text()
    assert number[1:] not in written
    assert OURS[1:] not in written
    assert "hush hush" not in written
