"""What leads and teams are told, whatever a form put into a name."""

import pytest

from apps.calls import segments
from apps.integrations.errors import ProviderError
from apps.leads.models import Lead
from apps.outreach import retry, wording
from apps.outreach.models import Playbook
from apps.tenants.models import Tenant

from .conftest import Office

GREETING = "Hi {first_name}, this is {company}."


def filled(name: str, template: str = GREETING) -> str:
    return wording.fill(template, lead=Lead(first_name=name), tenant=Tenant(name="Acme"), playbook=Playbook())


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("Dana", "Hi Dana, this is Acme."),
        ("", "Hi, this is Acme."),
        ("  ", "Hi, this is Acme."),
        ("Mary Ann", "Hi Mary Ann, this is Acme."),
        ("J.R.", "Hi J.R., this is Acme."),
        ("St. John", "Hi St. John, this is Acme."),
        ("Łukasz", "Hi Łukasz, this is Acme."),
        ("https://evil.example/x", "Hi, this is Acme."),
        ("win at bit.ly/x", "Hi, this is Acme."),
        ("Www.Evil.com", "Hi, this is Acme."),
        ("Da\u202ena\x07\u200b", "Hi Dana, this is Acme."),
        ("Dana\nSTOP", "Hi Dana, this is Acme."),
        ("{company}", "Hi {company}, this is Acme."),
        ("x" * 99, f"Hi {'x' * 40}, this is Acme."),
    ],
)
def test_a_name_never_says_more_than_a_name(name: str, heard: str) -> None:
    assert filled(name) == heard


@pytest.mark.parametrize("name", ["Dana", "x" * 99, "ж" * 99, "😀" * 99, ""])
def test_no_name_makes_a_text_longer_than_the_longest(name: str) -> None:
    longest = wording.at_longest(GREETING, tenant=Tenant(name="Acme"), playbook=Playbook())

    assert segments.of(filled(name)) <= segments.of(longest)


def test_braces_that_mean_nothing_stay_as_they_are() -> None:
    assert filled("Dana", "{first_name} {coupon} {}") == "Dana {coupon} {}"


@pytest.mark.parametrize("attempt", range(1, 9))
def test_the_wait_grows_to_a_minute_at_most(attempt: int) -> None:
    error = ProviderError("down")

    longest = retry.delay_seconds(error, attempt=attempt, chance=lambda: 1.0)

    assert longest == min(60, 2 ** (attempt - 1))
    assert retry.delay_seconds(error, attempt=attempt, chance=lambda: 0.0) == 0


@pytest.mark.parametrize(("asked", "waits"), [(None, 0), (30, 30), (86_400, 3_600)])
def test_a_vendors_own_wish_is_obeyed_for_up_to_an_hour(asked: float | None, waits: float) -> None:
    error = ProviderError("slow down", retry_after_seconds=asked)

    assert retry.delay_seconds(error, attempt=1, chance=lambda: 0.0) == waits


def test_the_eighth_attempt_is_the_last() -> None:
    assert [retry.is_spent(attempt) for attempt in (7, 8, 9)] == [False, True, True]


@pytest.mark.parametrize(
    ("about", "params", "says"),
    [
        ("new_lead", {}, "Dana Reyes came in"),
        ("step_dead", {"kind": "call", "reason": "the number is dead"}, "the number is dead"),
        ("unauthorized", {"reason": "wrong token"}, "wrong token"),
        ("parked", {"source": "Website form", "reason": "no JSON"}, "Website form"),
        ("lead_waits", {"source": "Facebook page", "reason": "nothing is connected"}, "Facebook page only names it"),
    ],
)
def test_an_alert_says_what_happened_and_to_whom(office: Office, about: str, params: dict[str, str], says: str) -> None:
    slack = office.connect_slack()
    office.peer.replies(200, "ok")
    step = office.promise("alert", office.lead(), connection_id=slack.pk, params={"about": about} | params)

    assert office.carry_out(step).state == "done"

    assert says in office.peer.requests[0].body.decode()
    assert (office.timeline("alert.sent"), office.peer.open_transactions) == (["alert.sent"], 0)
