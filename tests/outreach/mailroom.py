"""A tenant that may write to its leads: a real mail server, connected, and a postal address."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from apps.calls.models import Email
from apps.integrations import catalog
from apps.leads.models import Event, Lead
from apps.outreach.models import Step
from apps.tenants import access
from tests.integrations.post_office import PostOffice

from .conftest import Office

DANA = "dana@example.com"
ADDRESS = "1 Sun Street\nChicago, IL 60601"
WORDS = {"subject": "{first_name}, your quote", "text": "Hi {first_name},\nthis is {company}."}


@dataclass
class Mailroom:
    office: Office
    server: PostOffice
    words: dict[str, str] = field(default_factory=lambda: dict(WORDS))

    def lead(self, **traits: Any) -> Lead:
        return self.office.lead(**{"email": DANA} | traits)

    def promise(self, lead: Lead | None = None, **traits: Any) -> Step:
        return self.office.promise("email", lead or self.lead(), params=self.words, **traits)

    def send(self, lead: Lead | None = None) -> Step:
        """Promise an e-mail and carry it out."""
        return self.office.carry_out(self.promise(lead))

    def emails(self) -> list[Email]:
        with access.as_tenant(self.office.tenant.pk):
            return list(Email.objects.order_by("pk"))

    def read(self) -> str:
        """The text of the only mail."""
        [mail] = self.server.mails
        return str(mail.get_content()).replace("\r\n", "\n")

    def told(self, lead: Lead) -> list[str]:
        """What the lead's timeline says of e-mails."""
        return [each.kind for each in self.office.all(Event, lead=lead) if each.kind.startswith("email.")]


@pytest.fixture
def mailroom(office: Office, settings: Settings) -> Iterator[Mailroom]:
    with PostOffice() as server:
        settings.LEADHUB_TRUSTED_ORIGINS = [*settings.LEADHUB_TRUSTED_ORIGINS, f"smtp://127.0.0.1:{server.port}"]
        catalog.http.cache_clear()
        values = {"host": "127.0.0.1", "port": server.port, "security": "none", "sender": "hello@acme.example"}
        office.connect("mail", "smtp", **values)
        office.play(postal_address=ADDRESS)
        yield Mailroom(office, server)
