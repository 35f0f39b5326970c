"""Addresses that a tenant may type: in whatever spelling, nothing that is not public is ever connected to."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, ip_address
from typing import Any

import pytest

from apps.integrations import reach
from apps.integrations.errors import ProviderError, Rejected, Unavailable
from apps.integrations.http import Http
from apps.integrations.wire import smtp
from tests.contracts.peer import Peer

PRIVATE = (
    "127.0.0.1",
    "127.9.9.9",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "0.0.0.0",  # an address that is called, not one that is listened on
    "198.18.0.1",
    "192.0.0.192",
    "203.0.113.5",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
)
SIX = (
    "::1",
    "::",
    "fe80::1",
    "fe80::1%25lo",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "100::1",
    "2001:db8::1",
    "2001:0:7f00:1::1",
    "64:ff9b:1::7f00:1",
    "5f00::1",
)
NAMES = {
    "localhost": "127.0.0.1",
    "localhost.": "127.0.0.1",
    "metadata.google.internal": "169.254.169.254",
    "inside.example": "10.1.2.3",
    "six.example": "fd12::1",
    "mapped.example": "::ffff:10.0.0.1",
    "translated.example": "64:ff9b::a00:1",
}
ODD = (
    "https://127.0.0.1:443@10.0.0.1/",
    "https://example.com@127.0.0.1/",
    "https://127.0.0.1\\@10.0.0.1/",
    "https://127.0.0.1#@example.com/",
    "https://127.0.0.1?@example.com/",
    "https://①②⑦.⓪.⓪.①/",
    "https://127。0。0。1/",
    "https://[::ffff:127.0.0.1]:8443/x",
    "https:///127.0.0.1/",
    "https://[::1/",
    "https://" + "a" * 300 + ".example/",
    "https://.../",
    "http://127.0.0.1/",
    "http://example.com/",
    "ftp://127.0.0.1/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "//127.0.0.1/",
    "127.0.0.1",
    "",
)


def spellings(dotted: str) -> Iterator[str]:
    """The ways in which an IPv4 address can be written in a URL's place for a host."""
    number, parts = int(IPv4Address(dotted)), [int(part) for part in dotted.split(".")]
    yield from (dotted, f"{number}", f"{number:#x}", f"0{number:o}", f"{dotted}.")
    yield ".".join(f"0{part:o}" for part in parts)
    yield ".".join(f"{part:#x}" for part in parts)
    yield f"{parts[0]}.{number & 0xFFFFFF}"
    yield f"{parts[0]}.{parts[1]}.{number & 0xFFFF}"
    yield f"[::ffff:{dotted}]"
    yield f"[::{dotted}]"
    yield f"[64:ff9b::{dotted}]"
    yield f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]"


URLS = [f"https://{spelling}/hook" for dotted in PRIVATE for spelling in spellings(dotted)]
URLS += [f"https://[{address}]/hook" for address in SIX]
URLS += [f"https://{name}/hook" for name in NAMES]
URLS += list(ODD)

_reached: list[str] = []


def _watch(event: str, facts: tuple[Any, ...]) -> None:
    """Every connection that this process so much as begins, whoever begins it."""
    if event == "socket.connect" and isinstance(facts[1], tuple):
        _reached.append(facts[1][0])


sys.addaudithook(_watch)


@contextmanager
def watched() -> Iterator[list[str]]:
    """The addresses that were connected to within, our own name server aside."""
    _reached.clear()
    yield _reached


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A name server of our own; gives the names that it was asked for."""
    asked: list[str] = []
    look_up = socket.getaddrinfo

    def answered(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        asked.append(host)
        try:
            ip_address(host.split("%", maxsplit=1)[0])
        except ValueError:
            if not host.strip("0123456789abcdefx."):
                return look_up(host, port, *args, **kwargs)
            if host not in NAMES:
                raise socket.gaierror(socket.EAI_NONAME, "nobody knows it") from None
        return look_up(NAMES.get(host, host), port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", answered)
    return asked


def test_the_matrix_is_as_large_as_it_should_be() -> None:
    assert len(set(URLS)) >= 220


@pytest.mark.parametrize("url", sorted(set(URLS)))
def test_nothing_that_is_not_public_is_connected_to(names: list[str], url: str) -> None:
    with watched() as reached, pytest.raises(ProviderError):
        Http().send("POST", url, content=b"{}")

    assert reached == []


@pytest.mark.parametrize("url", [f"https://{spelling}/" for spelling in spellings("169.254.169.254")])
def test_a_refusal_is_final_and_says_why(names: list[str], url: str) -> None:
    with pytest.raises(Rejected) as refusal:
        Http().send("GET", url)

    assert refusal.value.code == "not_public"


def test_a_name_that_nobody_knows_may_be_known_later(names: list[str]) -> None:
    with pytest.raises(Unavailable):
        Http().send("GET", "https://nobody.example/")


def test_the_address_that_was_looked_at_is_the_one_that_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([["93.184.215.14"], ["127.0.0.1"], ["127.0.0.1"]])
    dialled: list[Any] = []

    def answered(host: str, port: int, **_: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in next(answers)]

    def refused(address: Any, *_: Any, **__: Any) -> socket.socket:
        dialled.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", answered)
    monkeypatch.setattr("apps.integrations.http.create_connection", refused)
    with pytest.raises(Unavailable):
        Http().send("GET", "https://rebound.example/")

    assert dialled == [("93.184.215.14", 443)]


def test_of_several_addresses_only_the_public_ones_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    mixed = ["10.0.0.1", "93.184.215.14", "::1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in mixed]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    assert reach.public_addresses("mixed.example", 443) == [mixed[1], mixed[3]]


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"]
)
def test_what_is_public_may_be_called(address: str) -> None:
    assert reach.is_public(address)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_leads_nowhere(status: int) -> None:
    with Peer() as inside, Peer() as peer, watched() as reached:
        peer.replies(status, "", {"Location": inside.url})
        reply = Http(frozenset([peer.url])).send("POST", peer.url, content=b"{}")

        assert (reply.status, inside.requests, len(reached)) == (status, [], 1)


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "::1", "::ffff:10.0.0.1", "169.254.169.254"])
def test_a_mail_server_must_be_public_as_well(host: str) -> None:
    server = {"host": host, "port": 25, "security": "none", "sender": "a@example.com"}
    post = smtp.Post(smtp.Server.model_validate(server), Http())

    with watched() as reached, pytest.raises(ProviderError):
        post.check()

    assert reached == []
