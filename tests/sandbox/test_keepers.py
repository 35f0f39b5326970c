"""The pretend keepers of consent certificates, spoken to by the product's own adapters."""

import secrets
from uuid import uuid4

import pytest

from apps.integrations.consent import jornaya, trustedform
from apps.integrations.consent.base import Consent, Evidence
from apps.integrations.errors import Rejected, Unauthorized
from apps.integrations.http import Http
from tests.sandbox.outside import Outside

PHONE = "+12025550143"


def trusted_form(outside: Outside, key: str = "k") -> Consent:
    account = {"api_key": key, "base_url": f"{outside.url}/trustedform"}
    return trustedform.Consent(trustedform.Account.model_validate(account), Http(frozenset([outside.url])))


def jornaya_of(outside: Outside, profile: str = "p") -> Consent:
    account = {"account": "a", "profile": profile, "base_url": f"{outside.url}/jornaya"}
    return jornaya.Consent(jornaya.Account.model_validate(account), Http(frozenset([outside.url])))


def certificate(begin: str) -> Evidence:
    hexes = (begin + secrets.token_hex(20))[:40]
    return Evidence("lead-1", "", PHONE, certificate=f"https://cert.trustedform.com/{hexes}")


def token(begin: str) -> Evidence:
    return Evidence("lead-1", "", PHONE, token=begin + str(uuid4())[len(begin) :])


def test_what_is_kept_stands_in_the_journal(outside: Outside) -> None:
    ours, theirs = certificate("c0"), token("c0")

    assert trusted_form(outside).claim(ours).is_kept
    assert jornaya_of(outside).claim(theirs).is_kept

    assert outside.seen(certificate=ours.certificate.rpartition("/")[2]) == ["consent.claimed"]
    assert outside.seen(token=theirs.token) == ["consent.claimed"]


def test_what_is_anothers_or_gone_is_not_kept(outside: Outside) -> None:
    assert not trusted_form(outside).claim(certificate("bad")).is_kept
    assert not jornaya_of(outside).claim(token("bad")).is_kept
    assert not jornaya_of(outside).claim(token("dead")).is_kept
    with pytest.raises(Rejected):
        trusted_form(outside).claim(certificate("dead"))


@pytest.mark.parametrize("make", [trusted_form, jornaya_of])
def test_a_check_tells_good_credentials_from_wrong_ones(outside: Outside, make: object) -> None:
    assert callable(make)
    assert make(outside).check().endswith(".")
    with pytest.raises(Unauthorized):
        make(outside, "wrong").check()
