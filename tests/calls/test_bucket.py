"""Recordings in a bucket, against a server that speaks S3 (moto, on loopback)."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import uuid4

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import RequestFactory
from moto.server import ThreadedMotoServer
from pytest_django.fixtures import Settings

from apps.calls import recordings
from leadhub import recordings as places

KEY, SECRET = "AKIATEST", "s/cret+1"  # with letters that an address must escape


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """The address of an S3 with one empty bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    keys = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET}
    with closing(boto3.client("s3", "us-east-1", endpoint_url=url, **keys)) as client:
        client.create_bucket(Bucket="calls")
    yield url
    server.stop()


@pytest.fixture
def bucket(store: str, settings: Settings) -> Any:
    url = f"s3://{KEY}:s%2Fcret%2B1@calls/leadhub?region=us-east-1&endpoint={store}"
    settings.STORAGES = {**settings.STORAGES, "recordings": places.storage(url, "")}
    return storages["recordings"]


def test_what_is_saved_is_read_and_deleted_again(bucket: Any) -> None:
    name = bucket.save("7/talk.wav", ContentFile(b"RIFFdata"))

    assert (bucket.size(name), bucket.open(name).read()) == (8, b"RIFFdata")

    bucket.delete(name)
    bucket.delete(name)
    assert not bucket.exists(name)


def test_a_player_seeks_in_a_bucket_as_in_a_folder(bucket: Any) -> None:
    name = bucket.save("7/seek.wav", ContentFile(b"0123456789"))
    asked = RequestFactory().get("/", headers={"Range": "bytes=3-5"})

    answer: Any = recordings.answer(asked, name, call_id=uuid4())

    assert (answer.status_code, answer["Content-Range"]) == (206, "bytes 3-5/10")
    assert b"".join(answer.streaming_content) == b"345"


def test_one_that_is_gone_from_the_bucket_is_no_error_of_ours(bucket: Any) -> None:
    with pytest.raises(FileNotFoundError):
        recordings.answer(RequestFactory().get("/"), "7/gone.wav", call_id=uuid4())


def test_a_recording_takes_no_other_ones_place(bucket: Any) -> None:
    first = bucket.save("7/same.wav", ContentFile(b"one"))
    second = bucket.save("7/same.wav", ContentFile(b"two"))

    assert first != second
    assert bucket.open(first).read() == b"one"


def test_without_an_address_a_folder_keeps_them() -> None:
    assert places.storage("", "/srv/recordings")["OPTIONS"] == {"location": "/srv/recordings"}


def test_key_and_secret_may_be_the_machines_own() -> None:
    made = places.storage("s3://calls", "")

    assert made == {"BACKEND": places.BUCKET, "OPTIONS": {"bucket_name": "calls"}}


@pytest.mark.parametrize("url", ["https://example.com/x", "s3://", f"s3://{KEY}:{SECRET}@calls?acl=public", "s3://[x"])
def test_an_address_that_is_none_is_refused_without_its_secret(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        places.storage(url, "")

    assert SECRET not in str(refusal.value)


def test_a_store_that_is_away_fails_as_a_disk_does(settings: Settings) -> None:
    url = f"s3://{KEY}:{SECRET}@calls?region=us-east-1&endpoint=http://127.0.0.1:9"
    settings.STORAGES = {**settings.STORAGES, "recordings": places.storage(url.replace("s/cret+1", "x"), "")}

    with pytest.raises(OSError, match="does not answer"):
        recordings.save("7/talk.wav", b"RIFFdata")
    with pytest.raises(OSError, match="does not answer"):
        recordings.delete("7/talk.wav")
    assert recordings.answer(RequestFactory().get("/"), "7/talk.wav", call_id=uuid4()).status_code == 503
