"""Tokens: ours are good for who has the public key, theirs for who has the secret, and for nobody else."""

import json
from base64 import urlsafe_b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from apps.integrations.errors import BadSignature, Rejected
from apps.integrations.wire import jwt
from tests.integrations.vonage_side import KEY, PEM, SECRET, encoded, token


def test_a_token_of_ours_is_good_by_the_public_key() -> None:
    said, _, signature = jwt.signed({"application_id": "a"}, jwt.private_key(PEM)).rpartition(".")

    KEY.public_key().verify(urlsafe_b64decode(signature + "=="), said.encode(), PKCS1v15(), SHA256())
    head, body = (json.loads(urlsafe_b64decode(part + "==")) for part in said.split("."))
    assert (head["alg"], body) == ("RS256", {"application_id": "a"})


@pytest.mark.parametrize("pem", [PEM, PEM.replace("\n", " "), f"  {PEM}\n\n"])
def test_a_key_is_read_with_and_without_its_line_breaks(pem: str) -> None:
    assert jwt.private_key(pem).private_numbers() == KEY.private_numbers()


def test_what_is_no_rsa_key_is_refused_without_being_quoted() -> None:
    curve = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    for pem in (curve.decode(), PEM[:200], "not even a key, but a secret of somebody's all the same"):
        with pytest.raises(Rejected) as refusal:
            jwt.private_key(pem)
        assert pem[30:60] not in str(refusal.value)


@pytest.mark.parametrize(
    "forged",
    [
        token({"a": 1}, secret="the-signature-secret-of-another-account"),
        token({"a": 1}, algorithm="none"),
        token({"a": 1}).rpartition(".")[0] + ".",
        token({"a": 1}).replace(encoded(b'{"a": 1}'), encoded(b'{"a": 2}')),
        "",
        "a.b.c",
        "..",
        "ä.ö.ü",
    ],
)
def test_a_token_that_the_secret_did_not_sign_is_not_believed(forged: str) -> None:
    with pytest.raises(BadSignature):
        jwt.claims(forged, secret=SECRET)


def test_what_the_secret_signed_is_read_however_old_it_is() -> None:
    assert jwt.claims(token({"a": 1, "exp": 1_300_819_380}), secret=SECRET) == {"a": 1, "exp": 1_300_819_380}
