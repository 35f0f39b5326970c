"""The signature vectors of the wire documents: each passes, and fails with one byte, the secret or the time off."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from apps.integrations import catalog
from apps.integrations.errors import BadSignature
from apps.integrations.http import Inbound
from apps.integrations.sources.base import Sender
from tests.integrations.sources.posting import URL, sample

KINDS = {
    "meta-sha256": "meta",
    "linkedin": "linkedin",
    "tiktok-x-open-signature": "tiktok",
    "typeform": "typeform",
    "hubspot-v1 (OFFICIAL vector)": "hubspot",
    "hubspot-v3": "hubspot",
    "webflow": "webflow",
    "calendly": "calendly",
    "calcom": "cal_com",
}
KNOWN = json.loads(sample("source_vectors.json"))["vectors"]
OURS = [vector for vector in KNOWN if vector["scheme"] in KINDS]
VECTORS = [pytest.param(vector, id=f"{vector['scheme']}-{vector['file']}") for vector in OURS]
TIMED = [pytest.param(vector, id=vector["file"]) for vector in OURS if "window_s" in vector]
type Vector = Mapping[str, Any]


def made(vector: Vector, *, secret: str | None = None) -> Sender:
    kind = catalog.sender_class(KINDS[vector["scheme"]])
    return kind(kind.Settings.model_validate({}), ["another secret", secret or vector["secret"]])


def request(vector: Vector) -> Inbound:
    headers = {"Content-Type": "application/json", **vector["headers"]}
    return Inbound(vector.get("method", "POST"), vector.get("uri", URL), headers, sample(vector["file"]))


def at(vector: Vector) -> datetime:
    seconds = vector.get("valid_at_s") or vector.get("valid_at_ms", 1_795_361_155_000) / 1_000
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize("vector", VECTORS)
def test_it_passes(vector: Vector) -> None:
    made(vector).verify(request(vector), now=at(vector))


@pytest.mark.parametrize("vector", VECTORS)
def test_one_byte_off_fails(vector: Vector) -> None:
    genuine = request(vector)
    for place in range(0, len(genuine.body), 7):
        body = genuine.body[:place] + bytes([genuine.body[place] ^ 1]) + genuine.body[place + 1 :]
        with pytest.raises(BadSignature):
            made(vector).verify(replace(genuine, body=body), now=at(vector))


@pytest.mark.parametrize("vector", VECTORS)
def test_another_secret_fails(vector: Vector) -> None:
    with pytest.raises(BadSignature):
        made(vector, secret=vector["secret"] + "x").verify(request(vector), now=at(vector))


@pytest.mark.parametrize("vector", TIMED)
@pytest.mark.parametrize("sign", [1, -1])
def test_another_time_fails(vector: Vector, sign: int) -> None:
    late = timedelta(seconds=sign * (vector["window_s"] + 1))

    with pytest.raises(BadSignature):
        made(vector).verify(request(vector), now=at(vector) + late)
