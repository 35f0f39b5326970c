"""The webhook's contract with senders, letter by letter (DESIGN section 6)."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.compliance.models import DncEntry
from apps.leads.models import Source
from apps.tenants import access
from apps.tenants.models import Tenant
from tests.intake.conftest import DANA, Office

MULTIPART = (
    b'--x\r\nContent-Disposition: form-data; name="Your Name"\r\n\r\nDana Reyes\r\n'
    b'--x\r\nContent-Disposition: form-data; name="Phone Number"\r\n\r\n214-748-1234\r\n--x--\r\n'
)


def test_a_lead_is_received(office: Office) -> None:
    answer = office.post()

    lead = office.one_lead()
    assert answer.status_code == 200
    assert answer.json() == {"status": "received", "lead": str(lead.pk), "duplicate": False}
    assert (lead.first_name, lead.last_name, lead.phone, lead.email) == (
        "Dana",
        "Reyes",
        "+12147481234",
        "dana@example.com",
    )


def test_the_timeline_begins_and_the_call_is_promised(office: Office) -> None:
    office.post()

    assert office.timeline() == ["lead.received", "lead.checked"]
    assert office.steps() == ["call"]


def test_the_last_slash_does_not_matter(office: Office) -> None:
    answer = office.client.post(office.path.rstrip("/"), DANA, content_type="application/json")

    assert answer.status_code == 200


def test_the_same_submission_again_is_the_same_lead(office: Office) -> None:
    first = office.post().json()

    again = office.post().json()

    assert again == first | {"duplicate": True}
    assert office.steps() == ["call"]


@pytest.mark.parametrize("lead", [{"phone": "214-748-1234"}, {"email": "DANA@example.com", "phone": "2147480000"}])
def test_the_same_phone_or_address_is_the_same_person(office: Office, lead: dict[str, str]) -> None:
    first = office.post().json()

    again = office.post(lead).json()

    assert again == first | {"duplicate": True}
    assert [delivery.state for delivery in office.deliveries()] == ["accepted", "duplicate"]


def test_after_the_window_the_same_person_is_a_new_lead(office: Office) -> None:
    with access.as_tenant(office.tenant.pk):
        Source.objects.update(duplicate_window=timedelta(0))
    first = office.post().json()

    again = office.post().json()

    assert again["lead"] != first["lead"]
    assert again["duplicate"] is False


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"name=Dana+Reyes&phone=2147481234", "application/x-www-form-urlencoded"),
        (b'{"contact": {"full_name": "Dana Reyes", "mobile": "+1 214 748 1234"}}', "application/json"),
        (
            MULTIPART,
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_forms_of_any_builder_are_read(office: Office, body: bytes, content_type: str) -> None:
    answer = office.post_raw(body, content_type)

    lead = office.one_lead()
    assert answer.status_code == 200
    assert (lead.full_name, lead.phone) == ("Dana Reyes", "+12147481234")


def test_what_is_neither_contact_nor_campaign_is_an_answer(office: Office) -> None:
    office.post(DANA | {"roof_age": "12 years", "utm_source": "google", "gclid": "abc"})

    lead = office.one_lead()
    assert lead.answers == {"roof_age": "12 years"}
    assert (lead.campaign["utm_source"], lead.campaign["gclid"]) == ("google", "abc")


def test_the_page_the_address_and_the_browser_are_kept(office: Office) -> None:
    office.post(None, Referer="https://acme.example/quote", User_Agent="Mozilla/5.0")

    campaign = office.one_lead().campaign
    assert (campaign["referrer"], campaign["user_agent"], campaign["ip"]) == (
        "https://acme.example/quote",
        "Mozilla/5.0",
        "127.0.0.1",
    )


def test_every_byte_is_kept(office: Office) -> None:
    body = b'{"phone":"2147481234",\n "odd":"\xc3\xa9"}'

    office.post_raw(body)

    assert bytes(office.deliveries()[0].body) == body


def test_without_a_way_to_reach_the_person_it_says_what_is_wrong_and_keeps_the_request(office: Office) -> None:
    answer = office.post({"firstName": "Dana", "phone": "12", "email": "dana@"})

    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {"phone", "email"}
    assert [delivery.state for delivery in office.deliveries()] == ["unreachable"]


def test_a_number_of_fiction_is_named_and_the_address_still_makes_a_lead(office: Office) -> None:
    office.post(DANA | {"phone": "202-555-0143"})

    lead = office.one_lead()
    assert lead.phone == ""
    assert office.steps() == []
    assert "fiction" in office.deliveries()[0].problems["phone"]


def test_demo_tenants_may_use_numbers_of_fiction(office: Office) -> None:
    Tenant.objects.filter(pk=office.tenant.pk).update(is_demo=True)

    office.post(DANA | {"phone": "202-555-0143"})

    assert office.one_lead().phone == "+12025550143"


def test_a_number_on_the_do_not_call_list_is_kept_and_not_called(office: Office) -> None:
    with access.as_tenant(office.tenant.pk):
        DncEntry.objects.create(tenant=office.tenant, phone="+12147481234")

    answer = office.post()

    assert answer.status_code == 200
    assert office.one_lead().state == "blocked"
    assert office.steps() == []
    assert "lead.blocked" in office.timeline()


@pytest.mark.parametrize("closes", ["call", "sms"])
def test_a_number_that_is_closed_by_one_channel_is_a_lead_like_any(office: Office, closes: str) -> None:
    with access.as_tenant(office.tenant.pk):
        DncEntry.objects.create(tenant=office.tenant, phone="+12147481234", closes=closes)

    office.post()

    assert office.one_lead().state == "new"


def test_an_unknown_token_and_a_wrong_signature_look_the_same(office: Office) -> None:
    with access.as_tenant(office.tenant.pk):
        Source.objects.update(settings={"require_signature": True})

    unsigned = office.post()
    unknown = office.client.post("/hooks/aaaaaaaaaaaaaaaaaaaaaaaa/", DANA, content_type="application/json")

    assert (unsigned.status_code, unsigned.content) == (unknown.status_code, unknown.content)
    assert unsigned.status_code == 401
    assert office.deliveries() == []


def test_a_paused_source_is_unknown(office: Office) -> None:
    with access.as_tenant(office.tenant.pk):
        Source.objects.update(is_active=False)

    assert office.post().status_code == 401


def test_a_rotated_url_overlaps_with_the_former_one(office: Office) -> None:
    former = office.path
    with access.as_tenant(office.tenant.pk):
        office.source.rotate_token(now=timezone.now())

    answers = [office.client.post(path, DANA, content_type="application/json") for path in (former, office.path)]

    assert [answer.status_code for answer in answers] == [200, 200]


def test_a_former_url_ends_after_a_day(office: Office) -> None:
    former = office.path
    with access.as_tenant(office.tenant.pk):
        office.source.rotate_token(now=timezone.now() - timedelta(hours=25))

    assert office.client.post(former, DANA, content_type="application/json").status_code == 401


def test_a_body_that_is_not_understood_is_parked_and_nothing_is_lost(office: Office) -> None:
    answer = office.post_raw(b"<lead><phone>2147481234</phone></lead>")

    assert answer.status_code == 200
    assert answer.json()["status"] == "parked"
    assert [(each.state, bytes(each.body)[:6]) for each in office.deliveries()] == [("parked", b"<lead>")]


def test_too_large_a_body_is_refused(office: Office) -> None:
    assert office.post_raw(b'{"a":"' + b"x" * 300_000 + b'"}').status_code == 413


def test_a_browsers_plain_form_goes_to_the_thank_you_page(office: Office) -> None:
    with access.as_tenant(office.tenant.pk):
        Source.objects.update(thank_you_url="https://acme.example/thanks")

    answer = office.client.post(office.path, {"phone": "2147481234"}, headers={"Accept": "text/html,*/*"})

    assert (answer.status_code, answer["Location"]) == (303, "https://acme.example/thanks")


def test_a_script_on_an_allowed_page_may_read_the_answer(office: Office) -> None:
    with access.as_tenant(office.tenant.pk):
        Source.objects.update(allowed_origins=["https://acme.example"])

    asked = office.client.options(office.path, headers={"Origin": "https://acme.example"})
    foreign = office.client.options(office.path, headers={"Origin": "https://evil.example"})

    assert asked["Access-Control-Allow-Origin"] == "https://acme.example"
    assert "Access-Control-Allow-Origin" not in foreign


def test_the_same_idempotency_key_gets_the_same_answer(office: Office) -> None:
    first = office.post(None, Idempotency_Key="k-1").json()

    again = office.post(None, Idempotency_Key="k-1")

    assert again.json() == first | {"duplicate": True}
    assert len(office.deliveries()) == 1


def test_an_idempotency_key_with_another_body_is_a_conflict(office: Office) -> None:
    office.post(None, Idempotency_Key="k-1")

    answer = office.post(DANA | {"phone": "2147480000", "email": "x@example.com"}, Idempotency_Key="k-1")

    assert answer.status_code == 409


def test_a_verification_request_is_answered(office: Office) -> None:
    assert office.client.get(office.path).status_code == 200


def test_too_many_a_second_are_asked_to_come_back(office: Office, settings: pytest.FixtureRequest) -> None:
    settings.LEADHUB_HOOK_BURST, settings.LEADHUB_HOOK_RATE = 2, 0.001  # type: ignore[attr-defined]

    answers = [office.post() for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "1"


def test_several_people_in_one_request_are_several_leads(office: Office) -> None:
    office.post_raw(json.dumps([{"phone": "2147481234"}, {"phone": "2147481235"}]).encode())

    assert office.steps() == ["call", "call"]
    assert len(office.deliveries()) == 2


def test_a_source_made_this_moment_opens_at_once(office: Office) -> None:
    assert office.client.post("/hooks/aaaaaaaaaaaaaaaaaaaaaaaa/", DANA).status_code == 401
    with access.as_tenant(office.tenant.pk):
        Source.objects.create(tenant=office.tenant, slug="new", name="New", token="a" * 24)

    answer = office.client.post(f"/hooks/{'a' * 24}/", DANA, content_type="application/json")

    assert answer.status_code == 200
