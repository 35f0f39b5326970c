"""A list of leads: handed in, seen line by line, and taken in or not."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.compliance.models import ConsentProof, DncEntry
from apps.core import clock
from apps.core.queues import DEFAULT
from apps.intake import lead_lists, list_file
from apps.intake.models import LeadList, LeadListRow
from apps.leads.models import Event, Lead, Source
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Tenant

pytestmark = pytest.mark.django_db

LIST = "/manage/acme/leads/source/list/"
FILE = (
    "Name;Telefon;E-Mail;Dach\n"
    "Dana Reyes;(214) 748-1234;dana@example.com;Ziegel\n"
    "Jo Roe;214-748-5678;;<b>x</b>\n"
    "Dana R.;+1 214 748 1234;;\n"
    "Nobody;12;;\n"
    ";;;\n"
    "Al Blocked;214-748-9999;;\n"
).encode("cp1252")
AGREED = "I agree that Acme Solar calls me about a roof, also by automated means."


def hand_in(browser: Client, content: bytes = FILE, **more: str) -> Any:
    file = SimpleUploadedFile("fair 2026.csv", content)
    return browser.post(LIST, {"file": file, **more}, follow=True)


def page_of(answer: Any) -> str:
    return str(answer.redirect_chain[-1][0])


def pushed(browser: Client, page: str) -> str:
    return browser.post(f"{page}on/", follow=True).content.decode()


@pytest.fixture
def listed(acme: Tenant) -> None:
    with access.as_tenant(acme.pk):
        DncEntry.objects.create(tenant=acme, phone="+12147489999")


def verdicts(acme: Tenant) -> list[tuple[str, str]]:
    with access.as_tenant(acme.pk):
        return list(LeadListRow.objects.order_by("line").values_list("verdict", "phone"))


@pytest.mark.usefixtures("listed")
def test_each_line_is_shown_with_what_becomes_of_it_and_nobody_is_a_lead_yet(manager: Client, acme: Tenant) -> None:
    answer = hand_in(manager)
    assert "data-go-on" in answer.content.decode()

    shown = pushed(manager, page_of(answer))

    assert verdicts(acme) == [
        ("new", "+12147481234"),
        ("new", "+12147485678"),
        ("repeated", "+12147481234"),
        ("unreachable", ""),
        ("blocked", "+12147489999"),
    ]
    assert "Take in 3 people" in shown
    assert "On the do-not-call list" in shown
    with access.as_tenant(acme.pk):
        assert Lead.objects.count() == 0


@pytest.mark.usefixtures("listed")
def test_a_yes_takes_them_in_and_nobody_is_called(manager: Client, acme: Tenant) -> None:
    page = page_of(hand_in(manager))
    pushed(manager, page)

    manager.post(f"{page}take/")
    done = pushed(manager, page)

    assert "Taken in" in done
    assert "Nobody is called" in done
    with access.as_tenant(acme.pk):
        leads = {lead.first_name: lead for lead in Lead.objects.all()}
        assert {name: lead.state for name, lead in leads.items()} == {"Dana": "new", "Jo": "new", "Al": "blocked"}
        assert leads["Dana"].answers == {"Dach": "Ziegel"}
        assert not Step.objects.filter(kind="call").exists()
        assert set(Event.objects.filter(kind="lead.not_called").values_list("lead__first_name", flat=True)) == {
            "Dana",
            "Jo",
        }
        assert LeadListRow.objects.get(line=1).lead_id == leads["Dana"].pk


def test_they_are_called_after_fresh_leads_where_somebody_says_what_they_agreed_to(
    manager: Client, acme: Tenant
) -> None:
    page = page_of(hand_in(manager, is_called="on", agreed_to=AGREED))
    pushed(manager, page)

    manager.post(f"{page}take/")
    pushed(manager, page)

    with access.as_tenant(acme.pk):
        calls = Step.objects.filter(kind="call")
        assert {(call.queue, call.priority) for call in calls} == {(DEFAULT, 4)}
        assert calls.count() == 3
        assert {proof.text for proof in ConsentProof.objects.all()} == {AGREED}


def test_nobody_is_called_without_a_word_of_what_they_agreed_to(manager: Client, acme: Tenant) -> None:
    answer = hand_in(manager, is_called="on", agreed_to="  ")

    assert "say what these people agreed to" in answer.content.decode()
    with access.as_tenant(acme.pk):
        assert LeadList.objects.count() == Source.objects.count() == 0


def test_a_piece_that_is_done_again_makes_no_second_lead(manager: Client, acme: Tenant) -> None:
    page = page_of(hand_in(manager))
    pushed(manager, page)
    manager.post(f"{page}take/")
    pushed(manager, page)
    with access.as_tenant(acme.pk):
        Source.objects.update(duplicate_window="0")
        before = set(Lead.objects.values_list("pk", flat=True))
        LeadList.objects.update(state="taking", taken_in=0)

    pushed(manager, page)

    with access.as_tenant(acme.pk):
        assert set(Lead.objects.values_list("pk", flat=True)) == before


def test_who_is_known_is_attached_to_the_lead_that_is_there(manager: Client, client: Client, acme: Tenant) -> None:
    with access.as_tenant(acme.pk):
        source = Source.objects.create(tenant=acme, slug="website", name="Website")
    client.post(f"/hooks/{source.token}/", {"phone": "2147485678", "name": "Jo Roe"})
    page = page_of(hand_in(manager))
    pushed(manager, page)
    assert ("known", "+12147485678") in verdicts(acme)

    manager.post(f"{page}take/")
    pushed(manager, page)

    with access.as_tenant(acme.pk):
        assert Lead.objects.filter(phone="+12147485678").count() == 1


def test_a_no_takes_nobody_in(manager: Client, acme: Tenant) -> None:
    page = page_of(hand_in(manager))
    pushed(manager, page)

    manager.post(f"{page}drop/")
    manager.post(f"{page}take/")
    pushed(manager, page)

    with access.as_tenant(acme.pk):
        assert (Lead.objects.count(), LeadList.objects.get().state) == (0, "dropped")


def test_a_long_list_goes_in_pieces_and_says_how_far_it_is(
    manager: Client, acme: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lead_lists, "LOOKED_AT_ONCE", 2)
    page = page_of(hand_in(manager))

    first = pushed(manager, page)
    pushed(manager, page)
    last = pushed(manager, page)

    assert "40 %, 2 of 5 lines" in first
    assert "Take in" in last
    # The third line repeats the first, which was in another piece.
    assert verdicts(acme)[2][0] == "repeated"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"Name,Phone\n", "no line below"),
        (b"Dana,214-748-1234\nJo,214-748-5678\n", "must be headings"),
        (b"\x00\xff\xfe" * 50, "no line below"),
    ],
)
def test_what_is_no_list_is_said_at_the_file(manager: Client, content: bytes, said: str) -> None:
    assert said in hand_in(manager, content).content.decode()


def test_more_than_is_read_at_once_is_refused() -> None:
    with pytest.raises(list_file.NoList, match="20,000"):
        list_file.lines(b"Phone\n" + b"2147481234\n" * 20_001)


def test_another_tenants_list_is_not_to_be_seen(manager: Client, acme: Tenant) -> None:
    other = Tenant.objects.create(slug="other", name="Other")
    with access.as_tenant(other.pk):
        theirs = lead_lists.start(other, lead_lists.Upload("x.csv", FILE, "", is_called=False, by="x"))

    assert manager.get(f"{LIST}{theirs.pk}/").status_code == 404
    assert manager.post(f"{LIST}{theirs.pk}/on/").status_code == 404
    assert manager.post(f"{LIST}{theirs.pk}/take/").status_code == 404
    with access.as_tenant(other.pk):
        assert lead_lists.counts(theirs) == {"": 5}
    assert clock.now()
