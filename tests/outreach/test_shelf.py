"""All cadences read at once say the same of every lead as the look-up of one does."""

import pytest

from apps.leads.models import Source
from apps.outreach import climbing
from apps.outreach.cadence.ladder import After, Ladder, Rung
from apps.outreach.shelf import Shelf
from apps.tenants import access

from .conftest import Office
from .test_follow_up import publish


def ladder(minutes: int) -> Ladder:
    return Ladder(rungs=[Rung(delay=After(minutes=minutes))])


@pytest.fixture
def shop(office: Office) -> Source:
    """A source with a cadence of its own, beside those by name, one of them switched off."""
    with access.as_tenant(office.tenant.pk):
        made = Source.objects.create(tenant=office.tenant, slug="shop", name="Shop")
    publish(office, ladder(20), source=made)
    publish(office, ladder(30), name="Gentle")
    publish(office, ladder(40), name="Pushy", is_active=False)
    return made


@pytest.mark.parametrize("has_usual", [True, False])
@pytest.mark.parametrize("name", ["", "Gentle", "Pushy", "Eager"])
def test_both_find_the_same_ladder(office: Office, shop: Source, name: str, has_usual: bool) -> None:
    usual = publish(office, ladder(50))
    with access.as_tenant(office.tenant.pk):
        usual.redraft(ladder(60))
        usual.publish(by="Robin", at=shop.created_at)
        type(usual).objects.filter(pk=usual.pk).update(is_active=has_usual)
        shelf = Shelf.of(office.tenant.pk)
        found = [
            (shelf.ladder(name, source_id=pk), climbing.begin(office.tenant.pk, source_id=pk, name=name).ladder)
            for pk in (shop.pk, office.source.pk)
        ]

    assert [ours for ours, _ in found] == [theirs for _, theirs in found]
    assert (found[0][0] == ladder(30)) is (name == "Gentle")


def test_a_draft_takes_the_place_of_what_is_published(office: Office, shop: Source) -> None:
    usual = publish(office, ladder(50))

    with access.as_tenant(office.tenant.pk):
        changed = Shelf.of(office.tenant.pk).having(usual, ladder(90))

    assert changed.ladder("", source_id=office.source.pk) == ladder(90)
    assert changed.ladder("Gentle", source_id=office.source.pk) == ladder(30)
    assert changed.ladder("", source_id=shop.pk) == ladder(20)
