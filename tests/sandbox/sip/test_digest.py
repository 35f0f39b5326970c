"""Who may dial: the vectors of the RFC, and what the gate makes of an answer."""

from __future__ import annotations

import pytest

from apps.sandbox.sip import digest
from apps.sandbox.sip.digest import Challenged, Forbidden, Gate
from apps.sandbox.sip.message import Request

# RFC 7616, section 3.9.1.
VECTOR = (
    'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm={}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, '
    'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth'
)
RESPONSES = {
    "MD5": "8ca523f5e9506fed4657c9700eebdbec",
    "SHA-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
}
BOTH = ("SHA-256", "MD5")


@pytest.mark.parametrize("algorithm", RESPONSES)
def test_the_answer_is_the_one_of_the_rfc(algorithm: str) -> None:
    given = digest.read(VECTOR.format(algorithm))

    response = digest.answer(given, password="Circle of Life", method="GET", algorithm=algorithm)

    assert response == RESPONSES[algorithm]


@pytest.mark.parametrize("algorithm", BOTH)
@pytest.mark.parametrize("qop", ["", 'qop=auth, nc=00000001, cnonce="c"'])
def test_whoever_knows_the_password_is_admitted(algorithm: str, qop: str) -> None:
    gate = Gate()

    gate.admit(answering(gate, algorithm, qop=qop), algorithms=BOTH)


def test_whoever_says_nothing_is_challenged() -> None:
    with pytest.raises(Challenged):
        Gate().admit(request(), algorithms=BOTH)


def test_a_nonce_of_somebody_else_is_challenged_again() -> None:
    with pytest.raises(Challenged):
        Gate().admit(answering(Gate(), "MD5"), algorithms=BOTH)


@pytest.mark.parametrize(
    ("password", "user", "algorithms"),
    [("guessed", "trunk", BOTH), (digest.PASSWORD, "wrong-user", BOTH), (digest.PASSWORD, "trunk", ("SHA-256",))],
)
def test_a_wrong_answer_is_refused(password: str, user: str, algorithms: tuple[str, ...]) -> None:
    gate = Gate()

    with pytest.raises(Forbidden):
        gate.admit(answering(gate, "MD5", password=password, user=user), algorithms=algorithms)


def request(*headers: tuple[str, str]) -> Request:
    return Request(headers, b"", "INVITE", "sip:+12025550110@127.0.0.1")


def answering(
    gate: Gate, algorithm: str, *, qop: str = "", password: str = digest.PASSWORD, user: str = "trunk"
) -> Request:
    challenge = digest.read(gate.challenge([algorithm])[0][1])
    header = f'Digest username="{user}", realm="{challenge["realm"]}", nonce="{challenge["nonce"]}", '
    header += f'uri="sip:127.0.0.1", algorithm={algorithm}' + (f", {qop}" if qop else "")
    response = digest.answer(digest.read(header), password=password, method="INVITE", algorithm=algorithm)
    return request(("Proxy-Authorization", f'{header}, response="{response}"'))
