"""Every kind of sender at the real door: taken once, known again, never a 5xx."""

import inspect
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from apps.core import plugins
from apps.integrations import sources
from apps.integrations.http import Inbound
from apps.integrations.sources.base import Sender
from apps.leads.models import Source, SourceSecret
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.contracts.sources import GARBAGE, NamingContract, ProvenContract, SenderContract
from tests.intake.conftest import Office
from tests.integrations.sources.posting import URL

SECRET = "test secret of this source"


@dataclass
class Booth:
    """A source of one kind, and what its contract test says is genuine."""

    office: Office
    contract: SenderContract

    def genuine(self, *, secret: str = SECRET) -> Inbound:
        return self.contract.genuine(secret=secret, at=timezone.now())

    def post(self, came: Inbound) -> Any:
        headers = {name: value for name, value in came.headers.items() if name != "Content-Type"}
        return self.office.client.post(
            self.office.path, came.body, content_type=came.headers["Content-Type"], headers=headers
        )


def contract_of(kind: str) -> SenderContract:
    tested = import_module(f"tests.integrations.sources.test_{kind}")
    found = (each for _, each in inspect.getmembers(tested, inspect.isclass) if each.__module__ == tested.__name__)
    return next(each for each in found if issubclass(each, SenderContract))()


# Those that only name a lead have a journey of their own (test_fetching).
KINDS = [
    kind for kind in plugins.names(sources) if kind != "webhook" and not isinstance(contract_of(kind), NamingContract)
]


@pytest.fixture(params=KINDS)
def booth(request: pytest.FixtureRequest, office: Office, settings: LazySettings) -> Booth:
    contract = contract_of(request.param)
    sender: Sender = contract.sender(SECRET)
    Tenant.objects.filter(pk=office.tenant.pk).update(is_demo=True)
    with access.as_tenant(office.tenant.pk):
        wants = {"require_signature": True} if isinstance(contract, ProvenContract) else {}
        Source.objects.update(kind=request.param, settings=wants)
        SourceSecret.objects.create(tenant=office.tenant, source=office.source, text=SECRET)
    # What HubSpot signs holds the address.
    settings.LEADHUB_BASE_URL = URL.partition("/hooks/")[0]
    assert type(sender).__module__.endswith(request.param)
    return Booth(office, contract)


def test_a_genuine_request_is_a_lead_and_the_answer_is_200(booth: Booth) -> None:
    answer = booth.post(_to(booth))

    assert answer.status_code == 200
    assert answer.json()["status"] == "received"
    assert answer.json()["lead"] == str(booth.office.one_lead().pk)


def test_the_same_request_again_is_the_same_lead(booth: Booth) -> None:
    first = booth.post(_to(booth)).json()

    again = booth.post(_to(booth)).json()

    assert again == first | {"duplicate": True}
    booth.office.one_lead()


def test_a_wrong_secret_looks_like_a_wrong_address(booth: Booth) -> None:
    if not isinstance(booth.contract, ProvenContract):
        return
    came = _to(booth, secret="another secret")

    answer = booth.post(came)

    assert answer.status_code == 401
    assert booth.office.deliveries() == []


def test_garbage_is_kept_or_refused_and_never_an_error_of_ours(booth: Booth) -> None:
    with access.as_tenant(booth.office.tenant.pk):
        Source.objects.update(settings={"require_signature": False})

    answers = [booth.post(replace(_to(booth), body=body)).status_code for body in GARBAGE]

    assert set(answers) == {200}
    assert len(booth.office.deliveries()) >= len(GARBAGE)


def test_a_source_that_is_switched_off_never_says_that_it_is_gone(booth: Booth) -> None:
    with access.as_tenant(booth.office.tenant.pk):
        Source.objects.update(is_active=False)

    assert booth.post(_to(booth)).status_code == 401


def _to(booth: Booth, *, secret: str = SECRET) -> Inbound:
    """As the contract's own, signed for the address of this source where the address is signed."""
    return signed_for(booth, booth.genuine(secret=secret), secret=secret)


def signed_for(booth: Booth, came: Inbound, *, secret: str) -> Inbound:
    sign = getattr(import_module(type(booth.contract).__module__), "signed", None)
    if sign is None:
        return came
    made: Inbound = sign(secret, timezone.now(), url=URL.replace("/hooks/token/", booth.office.path))
    return made
