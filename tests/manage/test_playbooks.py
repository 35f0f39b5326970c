"""The screen of the playbook, and what may stand in braces."""

import pytest
from django.test import Client

from apps.manage import placeholders
from apps.outreach.models import Playbook
from apps.tenants import access
from apps.tenants.models import Tenant

pytestmark = pytest.mark.django_db

SCREEN = "/manage/acme/outreach/playbook/"
FORM = {
    "calls_leads": "on",
    "greeting": "Hi {first_name}, {company} here.",
    "ring_seconds": "20",
    "crm_first_ms": "0",
    "without_ai_consent": "bridge",
    "rep_name": "Dana",
    "rep_phone": "(214) 867-5309",
    "bridging": "direct",
    "ring_group": "in_turn",
    "rep_ring_seconds": "20",
    "missed": "Sorry.",
    "texting": "always",
    "text": "Hi {first_name}, {rep_name} here.",
    "booked_text": "Booked: {when}. {link}",
    "moved_text": "Now {when}.",
    "agent_recording": "announced",
    "rep_recording": "never",
    "recording_announcement": "This call is recorded.",
    "recording_days": "90",
}


def test_the_screen_opens_on_the_form_with_the_defaults_filled_in(manager: Client) -> None:
    page = manager.get(SCREEN, follow=True)

    assert page.redirect_chain == [(f"{SCREEN}add/", 302)]
    assert b"You just asked us to call" in page.content


def test_saving_makes_the_one_playbook_and_then_changes_it(manager: Client, acme: Tenant) -> None:
    manager.post(f"{SCREEN}add/", FORM)
    page = manager.get(SCREEN, follow=True)
    manager.post(page.redirect_chain[0][0], FORM | {"rep_name": "Robin"})

    with access.as_tenant(acme.pk):
        playbook = Playbook.objects.get()
    assert (playbook.rep_name, playbook.rep_phone) == ("Robin", "+12148675309")


def test_a_manager_lets_the_agent_talk(manager: Client, acme: Tenant) -> None:
    manager.post(f"{SCREEN}add/", FORM | {"agent_answers": "on"})

    with access.as_tenant(acme.pk):
        assert Playbook.objects.get().agent_answers


def test_a_manager_says_how_reps_come_in(manager: Client, acme: Tenant) -> None:
    wanted = {"bridging": "rep_first", "ring_group": "at_once", "rep_ring_seconds": "15", "agent_holds": "on"}

    manager.post(f"{SCREEN}add/", FORM | wanted)

    with access.as_tenant(acme.pk):
        kept = Playbook.objects.get()
    assert (kept.bridging, kept.ring_group, kept.rep_ring_seconds, kept.agent_holds) == (
        "rep_first",
        "at_once",
        15,
        True,
    )


@pytest.mark.parametrize("seconds", ["4", "61"])
def test_a_rep_has_between_five_seconds_and_a_minute(manager: Client, acme: Tenant, seconds: str) -> None:
    manager.post(f"{SCREEN}add/", FORM | {"rep_ring_seconds": seconds})

    with access.as_tenant(acme.pk):
        assert not Playbook.objects.exists()


def test_every_field_of_the_playbook_is_on_its_screen(manager: Client) -> None:
    fields = set(manager.get(f"{SCREEN}add/").context["adminform"].form.fields)

    ours = {field.name for field in Playbook._meta.fields if field.editable and not field.primary_key}
    assert ours - {"tenant", "updated_at"} <= fields


def test_there_is_never_a_second_one(manager: Client, acme: Tenant) -> None:
    manager.post(f"{SCREEN}add/", FORM)

    assert manager.post(f"{SCREEN}add/", FORM).status_code == 403


@pytest.mark.parametrize("name", ["greeting", "missed", "text"])
def test_an_unknown_placeholder_is_refused_with_the_known_ones(manager: Client, name: str) -> None:
    form = manager.post(f"{SCREEN}add/", FORM | {name: "Hi {name}"}).context["adminform"].form

    assert form.errors[name] == ["{name} is not known. What can be filled in: {first_name}, {company}, {rep_name}."]


@pytest.mark.parametrize("name", ["booked_text", "moved_text"])
def test_a_confirmation_says_when_and_may_say_where_the_file_is(manager: Client, acme: Tenant, name: str) -> None:
    def errors(text: str) -> object:
        answer = manager.post(f"{SCREEN}add/", FORM | {name: text})
        return answer.context["adminform"].form.errors[name]

    assert errors("You're booked, {first_name}.") == ["Say when it is: write {when} where the time belongs."]
    assert "{where} is not known" in str(errors("You're booked for {when} at {where}."))
    assert errors("") == ["This field is required."]
    assert manager.post(f"{SCREEN}add/", FORM | {name: "{when}: {link}"}).status_code == 302
    with access.as_tenant(acme.pk):
        assert getattr(Playbook.objects.get(), name) == "{when}: {link}"


def test_the_time_of_an_appointment_is_for_its_confirmation_alone(manager: Client) -> None:
    form = manager.post(f"{SCREEN}add/", FORM | {"greeting": "Hi, {when}"}).context["adminform"].form

    assert "{when} is not known" in form.errors["greeting"][0]


@pytest.mark.parametrize("text", ["", "Hi {first_name} of {company}", "{{braces}}"])
def test_known_placeholders_pass(text: str) -> None:
    placeholders.check(text)


@pytest.mark.parametrize(
    "text", ["{", "}", "{}", "{0}", "{first_name.upper}", "{company[0]}", "{first_name!r}", "{company:>9}"]
)
def test_whatever_else_stands_in_braces_does_not(text: str) -> None:
    with pytest.raises(placeholders.Unknown):
        placeholders.check(text)


def test_the_screen_says_that_without_calls_there_are_no_texts(manager: Client) -> None:
    fields = manager.get(SCREEN, follow=True).context["adminform"].form.fields

    assert "nobody is called or texted" in fields["calls_leads"].help_text
    assert "without calls there is none" in fields["texting"].help_text


def test_a_manager_says_what_is_recorded_and_for_how_long(manager: Client, acme: Tenant) -> None:
    wanted = {"agent_recording": "unasked", "rep_recording": "announced", "recording_days": "30"}

    manager.post(f"{SCREEN}add/", FORM | wanted)

    with access.as_tenant(acme.pk):
        playbook = Playbook.objects.get()
    assert (playbook.agent_recording, playbook.rep_recording, playbook.recording_days) == ("unasked", "announced", 30)


def test_the_screen_says_which_carriers_record_and_who_is_told(manager: Client) -> None:
    fields = manager.get(SCREEN, follow=True).context["adminform"].form.fields

    assert (
        "Made by Own SIP trunk, Telnyx Voice and Twilio Voice; other carriers record nothing"
        in fields["rep_recording"].help_text
    )
    assert "none is made there" in fields["recording_announcement"].help_text


@pytest.mark.parametrize("days", ["0", "3651", "-1", ""])
def test_recordings_are_kept_for_a_day_at_least_and_ten_years_at_most(manager: Client, days: str) -> None:
    answer = manager.post(f"{SCREEN}add/", FORM | {"recording_days": days})

    assert answer.context["adminform"].form.errors["recording_days"]
