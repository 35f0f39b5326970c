"""A Salesforce org that is two peers: the log-in and the records, as they are two hosts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from apps.integrations.crm.salesforce import Crm
from apps.integrations.http import Http
from tests.contracts.hurry import HurriedHttp
from tests.contracts.peer import Peer

SAMPLES = Path(__file__).parents[2] / "samples"
DATA = "/services/data/v66.0"


def sample(name: str) -> Any:
    return orjson.loads((SAMPLES / name).read_bytes())


def refusal(code: str, message: str = "no", *fields: str) -> list[dict[str, object]]:
    return [{"errorCode": code, "message": message, "fields": list(fields)}]


class LoggedIn:
    """`peer` hears of records alone."""

    @pytest.fixture(autouse=True)
    def log_in(self) -> Iterator[None]:
        with Peer() as self.door:
            yield

    def crm(self, url: str, http: Http, **settings: object) -> Crm:
        token = sample("sf_token_200.json")
        self.door.replies(200, {**token, "instance_url": url})
        trusted = HurriedHttp(trusted_origins=http.trusted_origins | {self.door.url})
        login_url = self.door.url if http.trusted_origins else url
        org = Crm.Settings(base_url=login_url, client_id="key", client_secret="secret", **settings)
        return Crm(org, trusted)
