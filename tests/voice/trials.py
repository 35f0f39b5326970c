"""Two companies with a draft each, and managers who may talk with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from apps.core import clock
from apps.scripts import drafting
from apps.scripts.document import Script as Document
from apps.scripts.models import Script, Trial
from apps.tenants import access
from apps.tenants.models import Membership, Role, Tenant, User
from apps.voice.engines import offline, scripted
from apps.voice.pipeline.speaking import Speaking


@dataclass(frozen=True)
class Desk:
    """A company's draft, and a manager of it."""

    script: Script
    manager: User

    @property
    def tenant(self) -> Tenant:
        return self.script.tenant

    def ticket(self, user: User | None = None) -> str:
        """As the page gets it."""
        with access.as_tenant(self.tenant.pk):
            return Trial.objects.expect(self.script, user or self.manager, now=clock.now())

    def hire(self, role: Role | str, email: str) -> User:
        return member(self.tenant, role, email)


def desk(slug: str, **document: Any) -> Desk:
    """`document` is what the draft says beside the usual."""
    tenant = Tenant.objects.create(slug=slug, name=f"{slug.capitalize()} Solar")
    with access.as_tenant(tenant.pk):
        script = drafting.begin(tenant, "Solar", Document.model_validate(document))
    return Desk(script, member(tenant, Role.MANAGER, f"manager@{slug}.example"))


def member(tenant: Tenant, role: Role | str, email: str) -> User:
    user = User.objects.create_user(email)
    with access.as_tenant(tenant.pk):
        Membership.objects.create(tenant=tenant, user=user, role=role)
    return user


@pytest.fixture(scope="module")
def hurry() -> Iterator[None]:
    """The agent says everything four times as fast."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scripted, "LETTERS_A_SECOND", 60)
        yield


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine's engines are waited for: how quick they are on a busy one is not the point."""
    monkeypatch.setattr(Speaking, "last_patience_seconds", 12.0)
    monkeypatch.setattr(offline, "_SECONDS", 12.0)
