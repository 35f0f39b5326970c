"""The demo's seeded tenants: complete, consistent, repeatable, and left alone by the workers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.db import models
from django.db.models import Count, F, Q
from django.test import override_settings
from django.urls import resolve
from pytest_django.plugin import DjangoDbBlocker

from apps.calls.models import Call, CallAttempt, Cost, Message
from apps.compliance.models import DncEntry
from apps.intake import doors
from apps.intake.models import Delivery
from apps.integrations.errors import BadSignature
from apps.integrations.http import Inbound
from apps.integrations.models import Connection, Family
from apps.leads.models import Event, Known, Lead
from apps.leads.states import State
from apps.outreach.models import Step
from apps.sandbox.seed import everything, lines
from apps.sandbox.seed.companies import COMPANIES
from apps.sandbox.seed.keys import Card
from apps.tenants import access
from apps.tenants.models import ApiKey, LoginLink, Tenant, User
from tests.kept_clean import Clean
from tests.sandbox.outside import Outside

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 19, 18, tzinfo=UTC)  # noon in Chicago, so that the newest stories are cut short
SLUGS = [company.slug for company in COMPANIES]
WALLED = (Lead, Event, Step, Call, CallAttempt, Cost, Message, Known, DncEntry, Delivery)


@pytest.fixture(scope="module")
def card(django_db_setup: Clean, django_db_blocker: DjangoDbBlocker, only_sandbox: Outside) -> Iterator[Card]:
    """Seeded once for all of these tests."""
    sip = only_sandbox.get("/sip/_trunk").json()["address"]
    origins = [only_sandbox.url, f"smtp://127.0.0.1:{only_sandbox.smtp_port}", f"sip://{sip}"]
    with (
        django_db_blocker.unblock(),
        override_settings(LEADHUB_SANDBOX_URL=only_sandbox.url, LEADHUB_TRUSTED_ORIGINS=origins),
    ):
        yield everything.seed(now=NOW)
        django_db_setup.again()


@pytest.fixture
def everybody(card: Card) -> Iterator[None]:
    """A look over all walls."""
    with access.as_platform():
        yield


def counts() -> dict[str, int]:
    with access.as_platform():
        return {model.__name__: model._default_manager.count() for model in (Tenant, User, Connection, *WALLED)}


def test_the_card_has_every_tenants_ways_in(card: Card) -> None:
    assert [ways["slug"] for ways in card["tenants"]] == SLUGS
    for ways in card["tenants"]:
        assert next(iter(ways["hooks"])) == "website"
        assert len(ways["hooks"]) == 3
        assert set(ways["logins"]) == {"owner", "manager", "client"}


def test_seeding_again_keeps_the_history_and_the_webhooks(card: Card) -> None:
    before = counts()

    again = everything.seed(now=NOW + timedelta(minutes=5))

    assert counts() == before
    assert [ways["hooks"] for ways in again["tenants"]] == [ways["hooks"] for ways in card["tenants"]]


def test_seeding_again_ends_the_former_key(card: Card) -> None:
    again = everything.seed(now=NOW)

    with access.as_platform():
        assert ApiKey.objects.live(again["tenants"][0]["api_key"]).tenant.slug == "acme"
        with pytest.raises(ApiKey.DoesNotExist):
            ApiKey.objects.live(card["tenants"][0]["api_key"])


def test_login_links_let_members_and_operators_in(card: Card) -> None:
    match = resolve(urlsplit(card["tenants"][0]["logins"]["manager"]).path)

    user = LoginLink.objects.redeem(match.kwargs["secret"], now=NOW)
    operator = LoginLink.objects.redeem(resolve(urlsplit(card["ops_login"]).path).kwargs["secret"], now=NOW)

    assert match.view_name == "dashboard:link"
    assert operator.is_superuser
    assert user.email == "manager@acme.example"
    assert not user.has_usable_password()


def test_every_webhook_opens_its_door(card: Card) -> None:
    for ways in card["tenants"]:
        for slug, hook in ways["hooks"].items():
            door = doors.find(resolve(urlsplit(hook["url"]).path).kwargs["token"], now=NOW)
            assert (door.source.slug, door.source.tenant.slug) == (slug, ways["slug"])


@pytest.mark.parametrize("slug", SLUGS)
def test_the_partners_webhook_asks_for_its_secret(card: Card, slug: str) -> None:
    [hook] = [
        hook for ways in card["tenants"] if ways["slug"] == slug for hook in ways["hooks"].values() if hook["secret"]
    ]
    door = doors.find(resolve(urlsplit(hook["url"]).path).kwargs["token"], now=NOW)

    door.sender.verify(Inbound("POST", "/", {"X-Api-Key": hook["secret"] or ""}, b"{}"), now=NOW)

    with pytest.raises(BadSignature):
        door.sender.verify(Inbound("POST", "/", {"X-Api-Key": "guessed"}, b"{}"), now=NOW)


def test_every_connections_settings_fit_its_adapter(everybody: None) -> None:
    for each in Connection.objects.all():
        getattr(each, each.family)()

    # The demo pays for no facts, and has no ad platform: `/meta/ad` of the sandbox plays one for whoever connects it.
    unseeded = {"forms", "hearing", "speech", "thinking", "enrichment", "scrub"}
    assert set(Connection.objects.values_list("family", flat=True)) == set(Family) - unseeded


def test_a_tenant_sees_its_own_rows_only(card: Card) -> None:
    tenants = list(Tenant.objects.order_by("id"))
    for tenant in tenants:
        with access.as_tenant(tenant.pk):
            for model in WALLED:
                assert set(model._default_manager.values_list("tenant_id", flat=True)) == {tenant.pk}, model


def test_about_as_many_leads_as_a_month_brings(everybody: None) -> None:
    found = Lead.objects.values("tenant__slug").annotate(leads=Count("pk"))

    assert all(400 <= row["leads"] <= 450 for row in found)
    assert not Lead.objects.filter(received_at__lt=NOW - timedelta(days=30)).exists()


def test_leads_come_at_business_hours(everybody: None) -> None:
    zone = Tenant.objects.get(slug="acme").zone
    hours = [
        at.astimezone(zone).hour
        for at in Lead.objects.filter(tenant__slug="acme").values_list("received_at", flat=True)
    ]

    assert sum(9 <= hour < 18 for hour in hours) > len(hours) / 2
    assert 0 < sum(hour < 6 for hour in hours) < len(hours) / 10


def test_nothing_is_left_for_the_workers_but_attempts_to_come(everybody: None) -> None:
    to_come = Step.objects.filter(key__startswith="cadence:", state="ready", due_at__gt=NOW - timedelta(minutes=10))

    assert set(Step.objects.filter(state__in=Step.OPEN)) == set(to_come) != set()
    assert not Message.objects.filter(state__in=("intent", "unknown")).exists()
    assert not CallAttempt.objects.filter(state__in=("intent", "unknown")).exists()


@pytest.mark.parametrize("model", WALLED, ids=lambda model: model.__name__)
def test_nothing_lies_in_the_future(everybody: None, model: type[models.Model]) -> None:
    instants = [field.name for field in model._meta.fields if isinstance(field, models.DateTimeField)]

    for name in instants:
        done = model._default_manager.exclude(state="ready") if model is Step else model._default_manager
        assert not done.filter(**{f"{name}__gt": NOW}).exists(), name


def test_a_leads_life_begins_when_it_is_received(everybody: None) -> None:
    early = Event.objects.filter(occurred_at__lt=F("lead__received_at"))

    assert not early.exists()
    assert (
        Event.objects.filter(kind="lead.received", occurred_at=F("lead__received_at")).count() == Lead.objects.count()
    )


def test_a_leads_state_is_the_last_that_it_moved_to(everybody: None) -> None:
    moves = Event.objects.filter(kind__in=[f"lead.{state}" for state in State]).order_by("occurred_at", "id")
    told = {event.lead_id: event.kind.removeprefix("lead.") for event in moves}

    for lead in Lead.objects.all():
        assert lead.state == told.get(lead.pk, State.NEW)


def test_a_step_has_started_before_it_is_over(everybody: None) -> None:
    started = Event.objects.filter(kind="step.started").values_list("facts__step", flat=True)

    begun = Step.objects.exclude(state__in=("ready", "cancelled"))

    assert set(started) == set(begun.exclude(lead=None).values_list("pk", flat=True))
    assert not begun.filter(Q(done_at=None) | Q(done_at__lt=F("created_at")) | Q(attempt__lt=1)).exists()


def test_a_call_ended_as_its_timeline_says(everybody: None) -> None:
    ends = Event.objects.filter(kind__in=["call.completed", "call.busy", "call.no_answer", "call.failed"])
    told = {event.facts["call"]: event.kind.removeprefix("call.") for event in ends}

    assert told == {str(call.pk): call.state for call in Call.objects.exclude(state="released")}


def test_a_calls_instants_follow_each_other(everybody: None) -> None:
    for call in Call.objects.exclude(state="released"):
        instants = [call.created_at, call.placed_at, call.ringing_at, call.answered_at, call.ended_at]
        known = [at for at in instants if at]
        assert known == sorted(known)
        assert call.provider_id == Step.objects.get(pk=call.step_id or 0).external_id


def test_what_is_over_has_cost_what_the_carrier_charges(everybody: None) -> None:
    over = Call.objects.exclude(ended_at=None).exclude(provider_id="")

    assert Cost.objects.filter(service="call", state="reported").count() == over.count() > 0
    talked = Cost.objects.filter(service="call", call__talk_seconds__gt=60, call__talk_seconds__lte=120)
    assert set(talked.values_list("micros", flat=True)) == {28_000}
    assert Cost.objects.filter(service="text", micros__gte=8_300).exists()


def test_what_the_crm_knows_stands_on_the_timeline(everybody: None) -> None:
    told = Event.objects.filter(kind="crm.written").values_list("lead_id", "facts__record_id")

    assert set(told) == set(Known.objects.values_list("lead_id", "record_id"))


def test_who_wrote_stop_is_on_the_list(everybody: None) -> None:
    stopped = Lead.objects.filter(events__kind="optout.recorded")

    assert stopped.exists()
    assert {lead.state for lead in stopped} == {"blocked"}
    listed = DncEntry.objects.filter(origin="opted_out").values_list("phone", flat=True)
    assert {lead.phone for lead in stopped} == set(listed)


def test_who_was_on_the_list_is_neither_called_nor_texted(everybody: None) -> None:
    barred = Lead.objects.filter(events__kind="lead.checked", events__facts__outcome="blocked")

    assert barred.count() == 12
    assert not Step.objects.filter(lead__in=barred, kind__in=("call", "sms")).exists()


def test_there_are_failures_to_look_at_in_words(everybody: None) -> None:
    dead = Step.objects.filter(state="dead")

    assert 3 <= dead.count() <= 40
    assert not dead.filter(Q(last_error="") | Q(error_code="")).exists()
    assert Event.objects.filter(kind="step.dead").count() == dead.count()


def test_nobody_in_the_history_has_a_number_that_demos_use(everybody: None) -> None:
    used = Q(phone__startswith="+1214") | Q(phone__startswith="+1202555")

    assert not Lead.objects.filter(used).exists()
    assert not DncEntry.objects.filter(used).exists()


def test_the_sandbox_knows_where_texts_and_calls_go(card: Card, outside: Outside) -> None:
    [*_, entry] = outside.matching(number="+13125550190")

    with access.as_platform():
        texts = Connection.objects.get(tenant__slug="acme", family=Family.SMS)
        calls = Connection.objects.get(tenant__slug="acme", family=Family.TELEPHONY)
    settings = entry["facts"]["settings"]
    assert settings["SmsUrl"].endswith(f"/callbacks/twilio/{texts.token}/inbound-sms/")
    assert settings["VoiceUrl"].endswith(f"/callbacks/twilio/{calls.token}/inbound-call/")
    assert settings["StatusCallback"].endswith(f"/callbacks/twilio/{calls.token}/inbound-status/")


def test_connections_follow_the_sandbox_to_another_port(card: Card, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "PATIENCE_SECONDS", 0.0)

    with override_settings(
        LEADHUB_SANDBOX_URL="http://127.0.0.1:9", LEADHUB_TRUSTED_ORIGINS=["smtp://127.0.0.1:8", "sip://127.0.0.1:7"]
    ):
        everything.seed(now=NOW)

    with access.as_platform():
        moved = Connection.objects.get(tenant__slug="acme", family=Family.CRM).settings["base_url"]
        mail = Connection.objects.get(tenant__slug="acme", vendor="email").settings["port"]
        trunk = Connection.objects.get(tenant__slug="summit", vendor="sip")
    assert (moved, mail, trunk.settings["port"]) == ("http://127.0.0.1:9/salesforce", "8", "7")
    assert not trunk.is_active  # it waits beside the carrier's account to be put in use


def test_a_sandbox_that_is_away_is_only_warned_about(
    card: Card, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "PATIENCE_SECONDS", 0.0)

    with override_settings(LEADHUB_SANDBOX_URL="http://127.0.0.1:9"):
        again = everything.seed(now=NOW)

    assert len(again["tenants"]) == len(SLUGS)
    # Once for its texts, once for its calls.
    assert capsys.readouterr().err.count("the sandbox does not know") == 2 * len(SLUGS)
