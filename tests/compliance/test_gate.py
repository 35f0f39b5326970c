"""Who may be called, and what a person's words mean."""

import pytest

from apps.compliance import gate, wording
from apps.compliance.gate import Channel
from apps.compliance.models import DncEntry
from apps.compliance.wording import Wish
from apps.core import clock
from apps.tenants import access
from apps.tenants.models import Tenant

PHONE = "+12145550123"


@pytest.fixture
def acme(db: None) -> Tenant:
    return Tenant.objects.create(slug="acme", name="Acme", region="US")


def reasons(tenant: Tenant, phone: str = PHONE, *, channel: Channel = Channel.CALL) -> list[str]:
    with access.as_tenant(tenant.pk):
        decision = gate.decide(tenant, phone, channel=channel)
        assert decision.is_allowed is not bool(decision.reasons)
        return [reason.code for reason in decision.reasons]


def listed(tenant: Tenant, phone: str = PHONE, **traits: object) -> None:
    with access.as_tenant(tenant.pk):
        DncEntry.objects.create(tenant=tenant, phone=phone, **traits)


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize(("origin", "code"), [("added", "dnc"), ("imported", "dnc"), ("opted_out", "opted_out")])
def test_a_listed_number_is_reached_on_no_channel(acme: Tenant, channel: Channel, origin: str, code: str) -> None:
    listed(acme, origin=origin)

    assert reasons(acme, channel=channel) == [code]


def test_a_number_that_nobody_has_closed_may_be_called(acme: Tenant) -> None:
    assert reasons(acme) == []


def test_a_lifted_entry_closes_nothing(acme: Tenant) -> None:
    listed(acme, lifted_at=clock.now())

    assert reasons(acme) == []


def test_another_tenants_list_is_another_tenants(acme: Tenant) -> None:
    listed(Tenant.objects.create(slug="rival", name="Rival"))

    assert reasons(acme) == []


@pytest.mark.parametrize(
    ("phone", "code"), [("+442079460123", "country"), ("+14165550123", "country"), ("", "number"), ("x", "number")]
)
def test_what_is_not_a_number_of_the_country_is_not_called(acme: Tenant, phone: str, code: str) -> None:
    assert reasons(acme, phone) == [code]


def test_every_reason_is_given(acme: Tenant) -> None:
    listed(acme, "+442079460123")

    assert reasons(acme, "+442079460123") == ["country", "dnc"]


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("STOP", Wish.STOP),
        (" Stop! ", Wish.STOP),
        ("stop all", Wish.STOP),
        ("Opt-out", Wish.STOP),
        ("UNSUBSCRIBE.", Wish.STOP),
        ("start", Wish.START),
        ("UNSTOP", Wish.START),
        ("help?", Wish.HELP),
        ("yes", Wish.NONE),
        ("please stop by at noon", Wish.NONE),
        ("", Wish.NONE),
        ("🛑", Wish.NONE),
    ],
)
def test_only_the_whole_message_is_a_wish(text: str, wish: Wish) -> None:
    assert wording.read(text) is wish
