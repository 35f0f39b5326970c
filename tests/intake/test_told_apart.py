"""What a sender says beside the person: its own id, several at once, a test, a booking, nothing new."""

from apps.leads.models import Source
from apps.tenants import access
from tests.intake.conftest import DANA, Office


def test_utm_in_the_hooks_own_address_is_the_leads(office: Office) -> None:
    office.client.post(f"{office.path}?utm_source=google_ads&gclid=abc", DANA, content_type="application/json")

    campaign = office.one_lead().campaign
    assert (campaign["utm_source"], campaign["gclid"]) == ("google_ads", "abc")


def test_one_person_without_a_number_does_not_cost_the_others(office: Office) -> None:
    people = [{"phone": "12"}, DANA, {"name": "Jo"}, {"phone": "2147485678"}]

    answer = office.client.post(office.path, people, content_type="application/json")

    assert answer.status_code == 200
    assert [delivery.state for delivery in office.deliveries()] == [
        "unreachable",
        "accepted",
        "unreachable",
        "accepted",
    ]


def test_a_test_is_kept_and_nobody_is_called(office: Office) -> None:
    office.post(DANA | {"is_test": True})

    assert office.one_lead().is_test
    assert office.steps() == []
    assert "lead.not_called" in office.timeline()


def kind_of(office: Office, kind: str) -> None:
    with access.as_tenant(office.tenant.pk):
        Source.objects.update(kind=kind, settings={"require_signature": False})


def test_the_same_id_with_other_words_is_the_same_lead_and_kept(office: Office) -> None:
    kind_of(office, "fillout")
    first = office.post(DANA | {"submissionId": "s1"}).json()

    again = office.post({"submissionId": "s1", "phone": "2147485678"}).json()

    assert again == first | {"duplicate": True}
    assert [(each.state, each.idempotency_key) for each in office.deliveries()] == [
        ("accepted", "№s1"),
        ("duplicate", ""),
    ]


def test_an_id_that_came_without_a_number_first_is_a_lead_when_it_comes_with_one(office: Office) -> None:
    kind_of(office, "fillout")
    office.post({"submissionId": "s1", "name": "Dana"})

    answer = office.post(DANA | {"submissionId": "s1"}).json()

    assert answer == {"status": "received", "lead": str(office.one_lead().pk), "duplicate": False}


def test_the_same_entry_of_two_forms_that_do_not_tell_their_names_is_two_leads(office: Office) -> None:
    kind_of(office, "wufoo")

    for phone in ("2147481234", "2147485678"):
        office.client.post(office.path, {"Field1": "Dana", "Phone": phone, "EntryId": "9"})

    assert [delivery.state for delivery in office.deliveries()] == ["accepted", "accepted"]


def test_who_booked_is_a_lead_and_is_not_called(office: Office) -> None:
    kind_of(office, "cal_com")
    guest = {"name": "Dana Reyes", "email": "dana@example.com", "phoneNumber": "+12147481234"}
    booking = {"uid": "b1", "startTime": "2026-12-01T10:00:00Z", "attendees": [guest]}

    office.client.post(
        office.path, {"triggerEvent": "BOOKING_CREATED", "payload": booking}, content_type="application/json"
    )

    assert office.one_lead().answers["booking.at"] == "2026-12-01T10:00:00Z"
    assert office.one_lead().phone == "+12147481234"
    assert office.steps() == []


def test_what_is_of_no_new_lead_is_noted_and_nobody_is_told(office: Office) -> None:
    kind_of(office, "cal_com")

    answer = office.client.post(office.path, {"triggerEvent": "BOOKING_CANCELLED"}, content_type="application/json")

    assert (answer.status_code, answer.json()["status"]) == (200, "noted")
    assert [delivery.state for delivery in office.deliveries()] == ["noted"]
    assert office.steps() == []


def test_a_form_builder_hears_200_where_nobody_can_be_reached(office: Office) -> None:
    kind_of(office, "elementor")

    answer = office.client.post(office.path, {"Name": "Dana"})

    assert answer.status_code == 200
    assert [delivery.state for delivery in office.deliveries()] == ["unreachable"]
