"""SIPp as the one who is called: a carrier of another making, step by step."""

from __future__ import annotations

from secrets import token_hex

from tests.peers.scenario import CONTACT, VIA, asked, hear, pause, sdp, send

USER, PASSWORD = "trunk", "known-to-both"
REASONS = {180: "Ringing", 183: "Session Progress", 200: "OK", 401: "Unauthorized", 403: "Forbidden"}
TAG = ";tag=[pid]SIPp[call_number]"
ANSWER = sdp(formats="0 101")
# What later messages need of the INVITE, by the names that SIPp gives them.
KEPT = {
    "invited": ("CSeq:", "[0-9]+ INVITE"),
    "caller": ("From:", "&lt;.*"),
    "callee": ("To:", "&lt;.*"),
    "target": ("Contact:", "sip:[^&gt;]*"),
}


def invited() -> list[str]:
    """Somebody dials; asked who they are, they say it. Who doesn't know the password fails the scenario."""
    return [*_challenged(), asked("INVITE-FROM-ONE-WE-KNOW"), _label("known")]


def invited_by_a_stranger() -> list[str]:
    """They dial, and don't know the password."""
    return [*_challenged(), pause(10), _label("known")]


def _challenged() -> list[str]:
    # Not 407: SIPp looks for an answer to 401 alone.
    challenge = f'WWW-Authenticate: Digest realm="sipp", nonce="{token_hex(8)}", qop="auth", algorithm=MD5'
    check = f'<verifyauth assign_to="known" username="{USER}" password="{PASSWORD}"/>'
    kept = "".join(
        f'<ereg regexp="{pattern}" search_in="hdr" header="{header}" check_it="true" assign_to="{name}"/>'
        for name, (header, pattern) in KEPT.items()
    )
    again = f'<recv request="INVITE" next="known" test="known"><action>{check}{kept}</action></recv>'
    # SIPp takes a variable that nobody reads for a mistake.
    read = f'<Reference variables="{",".join(KEPT)}"/>'
    first = [asked("INVITE"), send(_reply(401, challenge, tag=TAG)), asked("ACK")]
    return [*first, again, read, send(_reply(403, tag=TAG), retrans=500), asked("ACK")]


def rings(*, milliseconds: int = 200) -> list[str]:
    return [send(_of_the_invite(180)), pause(milliseconds)]


def plays(*, milliseconds: int = 200) -> list[str]:
    """Audio before the answer."""
    return [send(_of_the_invite(183), ANSWER), pause(milliseconds)]


def answers() -> list[str]:
    return [send(_of_the_invite(200), ANSWER, retrans=500), asked("ACK")]


def answers_at_the_second_try() -> list[str]:
    """The first 200 gets lost."""
    lost = send(_of_the_invite(200), ANSWER).replace("<send", '<send lost="100"', 1)
    return [lost, pause(500), *answers()]


def refuses(status: int) -> list[str]:
    return [send(_of_the_invite(status), retrans=500), asked("ACK")]


def is_cancelled() -> list[str]:
    return [asked("CANCEL"), send(_reply(200)), *refuses(487)]


def is_crossed() -> list[str]:
    """The answer is on its way when the CANCEL comes: they have to say goodbye."""
    return [asked("CANCEL"), send(_reply(200)), *answers(), *is_left()]


def is_left() -> list[str]:
    """They hang up."""
    return [asked("BYE"), send(_reply(200))]


def leaves(sequence: int = 1) -> list[str]:
    return [send(_ask("BYE", sequence), retrans=500), hear(200)]


def offers_again(sequence: int, *, direction: str) -> list[str]:
    offer = send(_ask("INVITE", sequence), sdp(direction=direction, formats="0 101"), retrans=500)
    return [offer, hear(100, optional="true"), hear(200), send(_ask("ACK", sequence))]


def refreshes(sequence: int) -> list[str]:
    return [send(_ask("UPDATE", sequence), retrans=500), hear(200)]


def _label(name: str) -> str:
    return f'<label id="{name}"/>'


def _reply(status: int, *headers: str, tag: str = "") -> str:
    """To what came last."""
    return _answer(status, "[last_CSeq:]", *headers, tag=tag)


def _of_the_invite(status: int) -> str:
    """To the INVITE, though a CANCEL may have come after it: it has all but the number in common."""
    return _answer(status, "CSeq: [$invited]", CONTACT, tag=TAG)


def _answer(status: int, *headers: str, tag: str) -> str:
    first = f"SIP/2.0 {status} {REASONS.get(status, 'Refused')}"
    return "\n".join((first, "[last_Via:]", "[last_From:]", f"[last_To:]{tag}", "[last_Call-ID:]", *headers))


def _ask(method: str, sequence: int) -> str:
    lines = (
        f"{method} [$target] SIP/2.0",
        VIA,
        f"From: [$callee]{TAG}",
        "To: [$caller]",
        "Call-ID: [call_id]",
        f"CSeq: {sequence} {method}",
        CONTACT,
        "Max-Forwards: 70",
    )
    return "\n".join(lines)
