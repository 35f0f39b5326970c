"""The dialer and the sandbox's carrier: passwords, transports, and people who behave oddly."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from apps.integrations.wire.dialer import Deed, Outcome, Trunk
from apps.sandbox.nursery import Nursery
from tests.sandbox.conftest import only_sandbox, outside, start
from tests.sandbox.outside import Outside

from .exchange import LOOPBACK
from .office import Office
from .process import Dialer, order
from .voice import Voice, share_of, tone

pytestmark = pytest.mark.long

__all__ = ["only_sandbox", "outside", "start"]

ECHO = "+12025550152"


@dataclass
class Line:
    """A dialer that trusts the carrier's certificate, and the carrier's doors."""

    dialer: Dialer
    facts: dict[str, Any]

    def trunk(self, *, transport: str = "udp", password: str = "", **traits: Any) -> Trunk:
        host, _, port = self.facts["tls_address" if transport == "tls" else "address"].partition(":")
        account = {"user": "leadhub", "password": password or self.facts["password"]}
        return Trunk.model_validate({"host": host, "port": int(port), "transport": transport} | account | traits)


@pytest.fixture(scope="module")
def only_line(only_sandbox: Outside, nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    facts = only_sandbox.get("/sip/_trunk").json()
    ports = [facts[name].partition(":")[2] for name in ("address", "tls_address")]
    dialer = Dialer(
        tmp_path_factory.mktemp("line"),
        nursery,
        trusted=tuple(f"sip://{LOOPBACK}:{port}" for port in ports),
        options=("--ca-file", facts["certificate"], "--rtp-timeout", "1"),
    )
    dialer.start()
    yield Line(dialer, facts)
    dialer.end()


@pytest.fixture
def line(only_line: Line, outside: Outside) -> Iterator[Line]:
    yield only_line
    outside.post("/sip/_trunk", json={"algorithms": ["SHA-256", "MD5"]})


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
def test_audio_goes_there_and_back_whatever_the_transport(line: Line, office: Office, transport: str) -> None:
    asked = order(office, line.trunk(transport=transport), to=ECHO)
    with Voice(says=tone(seconds=1.0), listens_seconds=1.3) as voice:
        office.does(f"/{asked.token}/answer", Deed(do="stream", url=voice.url))

        line.dialer.place(asked)

        assert office.last(asked.token).outcome is Outcome.TALKED
    assert share_of(440, bytes(voice.heard[3_000:7_000])) > 0.9


@pytest.mark.parametrize("algorithms", [["MD5"], ["SHA-256"], ["SHA-256", "MD5"], []])
def test_who_we_are_is_proved_by_either_digest(
    line: Line, outside: Outside, office: Office, algorithms: list[str]
) -> None:
    outside.post("/sip/_trunk", json={"algorithms": algorithms})
    asked = order(office, line.trunk(), to=ECHO)
    office.does(f"/{asked.token}/answer")

    line.dialer.place(asked)

    assert office.last(asked.token).outcome is Outcome.TALKED


def test_a_wrong_password_is_the_trunks_refusal(line: Line, office: Office) -> None:
    asked = order(office, line.trunk(password="wrong"), to=ECHO)

    line.dialer.place(asked)

    last = office.last(asked.token)
    assert (last.outcome, last.sip_status) == (Outcome.TRUNK_REFUSED, 403)


def test_encryption_that_the_trunk_has_not_is_no_call(line: Line, office: Office) -> None:
    asked = order(office, line.trunk(srtp=True), to=ECHO)

    line.dialer.place(asked)

    assert office.last(asked.token).outcome is Outcome.NO_CODEC


@pytest.mark.parametrize(
    ("to", "status", "outcome"),
    [
        ("+12025550111", "busy", Outcome.BUSY),
        ("+12025550115", "failed", Outcome.DECLINED),
        ("+12025550116", "failed", Outcome.NOT_FOUND),
        ("+12025550140", "failed", Outcome.UNAVAILABLE),
        ("+12025550141", "failed", Outcome.TRUNK_FAULT),
        ("+12025550142", "failed", Outcome.UNWANTED),
        ("+12025550143", "failed", Outcome.BLOCKED),
        ("+12025550144", "failed", Outcome.TRUNK_FAULT),
        ("+12025550145", "no_answer", Outcome.NO_ANSWER),
        ("+12025550146", "no_answer", Outcome.NO_ANSWER),
    ],
)
def test_what_each_number_does_has_its_name(line: Line, office: Office, to: str, status: str, outcome: Outcome) -> None:
    asked = order(office, line.trunk(), to=to, ring_seconds=1)

    line.dialer.place(asked)

    last = office.last(asked.token)
    assert (last.status, last.outcome) == (status, outcome)


@pytest.mark.parametrize("to", ["+12025550147", "+12025550149", "+12025550150"])
def test_early_media_a_hold_and_a_refresh_spoil_no_call(line: Line, office: Office, to: str) -> None:
    asked = order(office, line.trunk(), to=to)
    with Voice(says=tone(seconds=2.0), listens_seconds=2.5) as voice:
        office.does(f"/{asked.token}/answer", Deed(do="stream", url=voice.url))

        line.dialer.place(asked)

        assert office.last(asked.token).outcome is Outcome.TALKED
    assert len(voice.of("mark")) == 1


def test_a_line_that_dies_is_told(line: Line, office: Office) -> None:
    asked = order(office, line.trunk(), to="+12025550148")
    with Voice(listens_seconds=20.0) as voice:
        office.does(f"/{asked.token}/answer", Deed(do="stream", url=voice.url))

        line.dialer.place(asked)

        assert office.last(asked.token).outcome is Outcome.MEDIA_LOST
    assert voice.of("stop")


def test_a_lost_answer_is_heard_the_second_time(line: Line, outside: Outside, office: Office) -> None:
    outside.break_("sip", path="answer 200", mode="timeout", times=1)
    asked = order(office, line.trunk(), to=ECHO, ring_seconds=10)
    office.does(f"/{asked.token}/answer")

    line.dialer.place(asked)

    assert office.last(asked.token).outcome is Outcome.TALKED


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
def test_a_trunk_is_asked_whether_it_is_there(line: Line, transport: str) -> None:
    trunks = [line.trunk(transport=transport).model_dump(mode="json")]

    answer = line.dialer.ask("POST", "/trunks", json=trunks)

    assert answer.json() == {"answers": [200]}
