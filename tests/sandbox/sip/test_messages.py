"""SIP messages: what is read, what is refused, and how one is answered."""

from __future__ import annotations

import pytest

from apps.sandbox.sip import addresses, message
from apps.sandbox.sip.message import Reply, Request, Unreadable

INVITE = (
    b"INVITE sip:+12025550110@127.0.0.1:5060;transport=udp SIP/2.0\r\n"
    b"v: SIP/2.0/UDP 10.0.0.7:5070;branch=z9hG4bKfirst;rport,\r\n"
    b" SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKsecond\r\n"
    b'f: "Dana <the> Rep" <sip:+15550001111@10.0.0.7;user=phone>;tag=a1\r\n'
    b"t: <sip:+12025550110@127.0.0.1>\r\n"
    b"i: abc@10.0.0.7\r\n"
    b"CSeq: 7 INVITE\r\n"
    b"l: 4\r\n"
    b"\r\n"
    b"v=0\nand what does not belong to it"
)


def read_request(packet: bytes) -> Request:
    read = message.read(packet)
    assert isinstance(read, Request)
    return read


def test_short_names_folded_lines_and_quoted_brackets_are_understood() -> None:
    request = read_request(INVITE)

    caller = addresses.read(request.first("from"))
    assert (request.method, request.call_id, request.sequence) == ("INVITE", "abc@10.0.0.7", 7)
    assert (caller.number, caller.tag) == ("+15550001111", "a1")
    assert (request.branch, request.body) == ("z9hG4bKfirst", b"v=0\n")


def test_what_is_written_is_read_again() -> None:
    request = read_request(INVITE)

    again = read_request(request.written())

    assert (again.method, again.uri, again.body) == (request.method, request.uri, request.body)
    assert [again.first(name) for name in message.NEEDED] == [request.first(name) for name in message.NEEDED]


def test_an_answer_has_the_way_back_the_sender_and_our_tag() -> None:
    reply = read_request(INVITE).reply(486, to_tag="ours")

    assert reply.written().startswith(b"SIP/2.0 486 Busy Here\r\n")
    assert reply.first("via").endswith("branch=z9hG4bKsecond")
    assert (reply.first("from"), reply.first("cseq")) == (read_request(INVITE).first("from"), "7 INVITE")
    assert addresses.read(reply.first("to")).tag == "ours"


def test_whoever_asks_is_told_where_their_message_came_from() -> None:
    request = read_request(INVITE).received_from("127.0.0.1", 49152)

    assert ";rport=49152;received=127.0.0.1," in request.first("via")


def test_a_reply_is_read_with_the_request_it_answers() -> None:
    reply = message.read(read_request(INVITE).reply(200).written())

    assert isinstance(reply, Reply)
    assert (reply.status, reply.method, reply.branch) == (200, "INVITE", "z9hG4bKfirst")


@pytest.mark.parametrize(
    "packet",
    [
        b"\xff\xfe\x00",
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        INVITE.replace(b"i: abc@10.0.0.7\r\n", b""),
        INVITE.replace(b"7 INVITE", b"seven INVITE"),
        INVITE.replace(b"l: 4", b"l: -4"),
        INVITE.replace(b"CSeq: 7", b"CSeq 7"),
        INVITE.replace(b" SIP/2.0\r\nv", b" SIP/3.0\r\nv", 1),
    ],
)
def test_what_is_no_message_is_named_so(packet: bytes) -> None:
    with pytest.raises(Unreadable):
        message.read(packet)


@pytest.mark.parametrize(
    ("uri", "number"),
    [
        ("sip:+12025550110@host;user=phone", "+12025550110"),
        ("sips:12025550110@host:5061", "+12025550110"),
        ("tel:+12025550110;phone-context=x", "+12025550110"),
        ("sip:trunk@host", "trunk"),
        ("sip:host", "host"),
    ],
)
def test_a_number_is_found_in_any_address(uri: str, number: str) -> None:
    assert addresses.number(uri) == number
