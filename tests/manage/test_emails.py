"""E-mails in the back office: typed in the cadence, seen as the lead would read them; who gets none is a list."""

import pytest
from django.test import Client

from apps.compliance.models import Suppression
from apps.integrations.models import Connection
from apps.leads.models import Lead, Source
from apps.outreach.cadence.ladder import Channel
from apps.outreach.models import Cadence, Playbook
from apps.tenants import access
from apps.tenants.models import Tenant

from .test_cadences import EIGHT_PM, FORM, SCREEN, text

pytestmark = pytest.mark.django_db

LIST = "/manage/acme/compliance/suppression/"
RUNGS = "email after 5 min: {first_name}, your quote\n  Hi {first_name},\n\n  <b>we</b> called.\ncall after 15 min"


def made(manager: Client, rungs: str = RUNGS) -> str:
    """The address of a cadence with these rungs."""
    return str(manager.post(f"{SCREEN}add/", FORM | {"rungs": rungs}, follow=True).redirect_chain[-1][0])


def entries(tenant: Tenant) -> list[tuple[str, str, bool]]:
    with access.as_tenant(tenant.pk):
        return [(each.email, each.origin, each.lifted_at is None) for each in Suppression.objects.order_by("pk")]


def test_an_e_mail_is_typed_and_comes_back_as_it_was(manager: Client, acme: Tenant) -> None:
    page = made(manager)

    with access.as_tenant(acme.pk):
        rung = Cadence.objects.get().ladder.rungs[0]
    assert (rung.channel, rung.subject) == (Channel.EMAIL, "{first_name}, your quote")
    assert rung.text == "Hi {first_name},\n\n<b>we</b> called."
    assert "at once, then an e-mail after 5 min, 15 min." in text(manager, page)
    assert "email after 5 min: {first_name}, your quote Hi {first_name}, &lt;b&gt;we&lt;/b&gt; called." in text(
        manager, page
    )


@pytest.mark.parametrize(
    ("rungs", "said"),
    [
        ("email after 5 min: Your quote", "An e-mail needs a subject and, indented in the lines below it, its text"),
        ("email after 5 min\n  Hi", "An e-mail needs a subject and, indented in the lines below it, its text"),
        ("email after 5 min: Quote\n  Hi\nHi there", "indent the text of an e-mail"),
        ("email after 5 min: {nick}\n  Hi", "{nick} is not known"),
        ("email after 5 min: Quote\n  Hi {nick}", "{nick} is not known"),
    ],
)
def test_what_cannot_be_is_refused_in_words(manager: Client, rungs: str, said: str) -> None:
    form = manager.post(f"{SCREEN}add/", FORM | {"rungs": rungs}).context["adminform"].form

    assert said in form.errors["rungs"][0]


def test_the_example_shows_the_whole_e_mail_and_why_then(manager: Client, acme: Tenant) -> None:
    page = made(manager)
    with access.as_tenant(acme.pk):
        Playbook.objects.create(tenant=acme, postal_address="1 Sun Street\nChicago")
        source = Source.objects.create(tenant=acme, slug="website", name="Website form")
        lead = Lead.objects.create(
            tenant=acme, source=source, phone="+13125550123", first_name="Dana", received_at=EIGHT_PM
        )

    shown = text(manager, page, lead=str(lead.pk), at="2026-05-04T19:58")

    assert "<summary>E-mail</summary><p><strong>Dana, your quote</strong></p><p>Hi Dana,</p>" in shown
    assert "<p>&lt;b&gt;we&lt;/b&gt; called.</p>" in shown
    assert "1 Sun Street<br>Chicago" in shown
    assert "<td>Mon 4 May, 19:03</td><td>5 min after the attempt before</td>" in shown


def test_a_manager_is_told_what_is_missing(manager: Client, acme: Tenant) -> None:
    page = made(manager)
    without_address = text(manager, page)
    with access.as_tenant(acme.pk):
        Playbook.objects.create(tenant=acme, postal_address="1 Sun Street")
    without_server = text(manager, page)
    with access.as_tenant(acme.pk):
        Connection.objects.create(tenant=acme, family="mail", vendor="smtp", name="Mail")

    assert "name your postal address in the playbook first" in without_address
    assert "connect a mail server under Connections first" in without_server
    assert "E-mails would be skipped" not in text(manager, page)


def test_the_postal_address_is_kept_in_the_playbook(manager: Client) -> None:
    assert "Where post reaches you" in text(manager, "/manage/acme/outreach/playbook/add/")


def test_an_address_is_added_in_any_spelling_and_lifted_rather_than_deleted(manager: Client, acme: Tenant) -> None:
    manager.post(f"{LIST}add/", {"email": " Dana@Example.com ", "reason": "asked by phone"})
    added = entries(acme)
    with access.as_tenant(acme.pk):
        chosen = {"_selected_action": [Suppression.objects.get().pk]}

    manager.post(LIST, chosen | {"action": "lift"})
    lifted = entries(acme)
    manager.post(LIST, chosen | {"action": "restore"})

    assert added == [("dana@example.com", "added", True)]
    assert lifted == [("dana@example.com", "added", False)]
    assert entries(acme) == added


def test_what_is_no_address_is_refused(manager: Client, acme: Tenant) -> None:
    answer = manager.post(f"{LIST}add/", {"email": "dana"})

    assert "Not an e-mail address." in answer.content.decode()
    assert entries(acme) == []
