"""Salesforce's log-ins: what asks for a token, and what is said of a key that is none."""

import time
from base64 import urlsafe_b64decode
from collections.abc import Iterator

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from apps.integrations.crm.salesforce import Crm
from apps.integrations.errors import Rejected, Unauthorized
from apps.integrations.wire.salesforce_login import JwtBearer
from tests.contracts.crm import JANE
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer

from .org import sample

KEY = generate_private_key(public_exponent=65537, key_size=2048)


def pem(key: RSAPrivateKey | ec.EllipticCurvePrivateKey = KEY) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


@pytest.fixture
def peer() -> Iterator[Peer]:
    with Peer() as peer:
        yield peer


def org(url: str, **settings: str) -> Crm:
    known = {"base_url": url, "client_id": "3MVG9key", "username": "lead@acme.example", "private_key": pem()}
    return Crm(Crm.Settings.model_validate({**known, **settings}), http_to(url))


def logs_in(peer: Peer) -> None:
    peer.replies(200, {**sample("sf_token_200.json"), "instance_url": peer.url})
    peer.replies(201, sample("sf_lead_upsert_201.json"))


def test_an_assertion_says_who_acts_for_whom_and_not_for_long(peer: Peer) -> None:
    logs_in(peer)

    org(peer.url).upsert(JANE)

    form = dict(peer.requests[0].form)
    head, body, signature = form["assertion"].split(".")
    assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert orjson.loads(decoded(head)) == {"alg": "RS256", "typ": "JWT"}
    claims = orjson.loads(decoded(body))
    assert 0 < claims.pop("exp") - time.time() <= 180
    wanted = {"iss": "3MVG9key", "sub": "lead@acme.example", "aud": "https://login.salesforce.com"}
    assert claims == wanted
    KEY.public_key().verify(decoded(signature), f"{head}.{body}".encode(), PKCS1v15(), SHA256())


@pytest.mark.parametrize("joint", [" ", "", "\r\n"])
def test_a_key_that_lost_its_line_breaks_is_still_a_key(peer: Peer, joint: str) -> None:
    logs_in(peer)

    record = org(peer.url, private_key=pem().replace("\n", joint), username=f"{len(joint)}@acme.example").upsert(JANE)

    assert record.is_new


def test_an_org_for_trials_is_asked_for_where_those_are() -> None:
    login = JwtBearer("k", "u", pem(), "https://acme--dev.sandbox.my.salesforce.com")

    claims = orjson.loads(decoded(dict(login.form())["assertion"].split(".")[1]))

    assert claims["aud"] == "https://test.salesforce.com"


@pytest.mark.parametrize(
    "key",
    [
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "hush",
        pem(ec.generate_private_key(ec.SECP256R1())),
    ],
)
def test_a_key_that_is_none_is_named_and_not_quoted(peer: Peer, key: str) -> None:
    with pytest.raises(Rejected, match="private key") as refusal:
        org(peer.url, private_key=key).upsert(JANE)

    assert key not in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert peer.requests == []


def test_without_secret_and_key_nobody_is_asked(peer: Peer) -> None:
    with pytest.raises(Rejected, match="secret is missing"):
        org(peer.url, private_key="")


def test_a_user_who_has_not_allowed_the_app_is_the_teams_business(peer: Peer) -> None:
    peer.replies(400, sample("sf_token_error_400.json"))

    with pytest.raises(Unauthorized) as refusal:
        org(peer.url, username="else@acme.example").upsert(JANE)

    assert refusal.value.code == "invalid_grant"
