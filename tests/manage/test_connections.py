"""The screen of connections: forms made from the vendors' own settings."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection as database
from django.test import Client

from apps.core import clock
from apps.core.queues import URGENT
from apps.integrations import catalog
from apps.integrations.errors import Unauthorized
from apps.integrations.models import Connection, Family
from apps.leads.models import Lead, Source
from apps.outreach.models import Step
from apps.tenants import access
from apps.tenants.models import Tenant

pytestmark = pytest.mark.django_db

ADD = "/manage/acme/integrations/connection/add/?of=telephony.twilio"
TOKEN = "0123456789abcdef0123456789abWXYZ"
FORM = {
    "name": "Main line",
    "is_active": "on",
    "setting_account_sid": "AC00000000000000000000000000000001",
    "setting_auth_token": TOKEN,
    "setting_base_url": "https://api.twilio.com",
    "setting_caller_id": "+12025550100",
    "setting_agent_speech": "leadhub",
}


@pytest.fixture
def line(acme: Tenant) -> Connection:
    saved = {name.removeprefix("setting_"): value for name, value in FORM.items() if name.startswith("setting_")}
    with access.as_tenant(acme.pk):
        return Connection.objects.create(
            tenant=acme, family="telephony", vendor="twilio", name="Main line", settings=saved, state="unauthorized"
        )


@pytest.fixture
def held(line: Connection) -> Step:
    """A step that the line's refusal holds up."""
    with access.as_tenant(line.tenant_id):
        return Step.objects.create(
            tenant_id=line.tenant_id,
            connection_id=line.pk,
            kind="call",
            queue=URGENT,
            key="call:held",
            state=Step.State.HELD,
            error_code="unauthorized",
            due_at=clock.now(),
        )


def _state(step: Step) -> str:
    with access.as_tenant(step.tenant_id):
        return Step.objects.get(pk=step.pk).state


def _again(row: Connection) -> Connection:
    with access.as_tenant(row.tenant_id):
        return Connection.objects.get(pk=row.pk)


def _page(row: Connection, rest: str = "change/") -> str:
    return f"/manage/acme/integrations/connection/{row.pk}/{rest}"


@pytest.mark.parametrize("key", [f"{f}.{v}" for f in Family for v in catalog.vendors(f)])
def test_every_vendor_has_a_form(manager: Client, key: str) -> None:
    page = manager.get(f"/manage/acme/integrations/connection/add/?of={key}")

    family, _, vendor = key.partition(".")
    asked = {f"setting_{name}" for name in catalog.vendor_class(family, vendor).Settings.model_fields}
    assert asked <= set(page.context["adminform"].form.fields)
    assert b"Pydantic" not in page.content


def test_an_unknown_vendor_leads_back_to_the_choice(manager: Client) -> None:
    page = manager.get("/manage/acme/integrations/connection/add/?of=telephony.base")

    assert b"What do you want to connect?" in page.content


def test_a_connection_is_made(manager: Client, acme: Tenant) -> None:
    manager.post(ADD, FORM)

    with access.as_tenant(acme.pk):
        made = Connection.objects.get()
    assert (made.family, made.vendor, made.settings["auth_token"]) == ("telephony", "twilio", TOKEN)
    assert made.telephony()


def test_a_secret_is_never_sent_back(manager: Client, line: Connection) -> None:
    page = manager.get(_page(line)).content.decode()

    assert TOKEN not in page
    assert ". Saved, ends in …WXYZ" in page


def test_nor_after_a_mistake(manager: Client) -> None:
    page = manager.post(ADD, FORM | {"setting_caller_id": "nobody"}).content.decode()

    assert TOKEN not in page


def test_an_empty_secret_keeps_the_old_one(manager: Client, line: Connection) -> None:
    manager.post(_page(line), FORM | {"setting_auth_token": "", "setting_caller_id": "+12025550199"})

    saved = _again(line).settings
    assert (saved["auth_token"], saved["caller_id"]) == (TOKEN, "+12025550199")


def test_new_credentials_wake_a_paused_connection(manager: Client, line: Connection) -> None:
    manager.post(_page(line), FORM | {"setting_auth_token": "another-token"})

    assert _again(line).state == Connection.State.WORKING


def test_a_new_name_alone_wakes_nothing(manager: Client, line: Connection) -> None:
    manager.post(_page(line), FORM | {"setting_auth_token": "", "name": "Second line"})

    assert (_again(line).name, _again(line).state) == ("Second line", Connection.State.UNAUTHORIZED)


def test_new_credentials_let_held_steps_go_on(manager: Client, line: Connection, held: Step) -> None:
    page = manager.post(_page(line), FORM | {"setting_auth_token": "another-token"}, follow=True).content.decode()

    assert _state(held) == Step.State.READY
    assert "1 held step goes on" in page


def test_so_does_switching_the_connection_on_again(manager: Client, line: Connection, held: Step) -> None:
    kept = FORM | {"setting_auth_token": ""}
    manager.post(_page(line), {name: value for name, value in kept.items() if name != "is_active"})
    assert _state(held) == Step.State.HELD

    manager.post(_page(line), kept)

    assert (_again(line).state, _state(held)) == (Connection.State.WORKING, Step.State.READY)


def test_a_new_name_alone_frees_no_step(manager: Client, line: Connection, held: Step) -> None:
    manager.post(_page(line), FORM | {"setting_auth_token": "", "name": "Second line"})

    assert _state(held) == Step.State.HELD


def test_a_good_test_lets_held_steps_go_on(
    manager: Client, line: Connection, held: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog, "adapter", lambda *_: SimpleNamespace(check=lambda: "The account is Acme's."))

    page = manager.post(_page(line, "check/"), follow=True).content.decode()

    assert _state(held) == Step.State.READY
    assert "1 held step goes on" in page


def test_a_mistake_is_said_at_its_field(manager: Client) -> None:
    form = manager.post(ADD, FORM | {"setting_account_sid": "12"}).context["adminform"].form

    assert list(form.errors) == ["setting_account_sid"]


def test_the_same_name_twice_is_an_error_at_the_name(manager: Client, line: Connection) -> None:
    assert "name" in manager.post(ADD, FORM).context["adminform"].form.errors


def test_a_good_answer_is_shown_and_no_transaction_waits_for_it(
    manager: Client, line: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def check() -> str:
        with database.cursor() as cursor:
            cursor.execute("SELECT current_setting('app.tenant', true)")
            seen.append(cursor.fetchone()[0])
        return "The account is Acme's."

    monkeypatch.setattr(catalog, "adapter", lambda *_: SimpleNamespace(check=check))

    page = manager.post(_page(line, "check/"), follow=True).content.decode()

    assert "The account is Acme" in page
    assert seen in ([""], [None])
    assert _again(line).state == Connection.State.WORKING
    assert _again(line).last_ok_at


def test_a_refusal_is_shown_as_the_vendor_words_it(
    manager: Client, line: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check() -> str:
        raise Unauthorized("Twilio does not accept the account SID and auth token")

    monkeypatch.setattr(catalog, "adapter", lambda *_: SimpleNamespace(check=check))

    page = manager.post(_page(line, "check/"), follow=True).content.decode()

    assert "Twilio does not accept" in page
    assert _again(line).state == Connection.State.UNAUTHORIZED


def test_a_test_needs_a_post(manager: Client, line: Connection) -> None:
    assert manager.get(_page(line, "check/")).status_code == 405


def test_a_texting_connection_shows_where_replies_must_go(manager: Client, line: Connection) -> None:
    with access.as_tenant(line.tenant_id):
        Connection.objects.filter(pk=line.pk).update(family="sms")

    page = manager.get(_page(line)).content.decode()

    assert f">{settings.LEADHUB_BASE_URL}/callbacks/twilio/{line.token}/inbound-sms/</pre>" in page
    assert "A message comes in" in page


def test_other_connections_show_no_such_address(manager: Client, line: Connection) -> None:
    assert "inbound-sms" not in manager.get(_page(line)).content.decode()


def test_a_crm_says_how_fast_it_is(manager: Client, acme: Tenant) -> None:
    settings_of_it = {"access_token": "pat", "base_url": "https://api.hubapi.com"}
    with access.as_tenant(acme.pk):
        source = Source.objects.create(tenant=acme, slug="web", name="Web")
        lead = Lead.objects.create(tenant=acme, source=source, email="d@x.example", received_at=clock.now())
        crm = Connection.objects.create(tenant=acme, family="crm", vendor="hubspot", name="H", settings=settings_of_it)
        for number in range(5):
            done = {"kind": "crm", "queue": URGENT, "state": "done", "done_at": clock.now(), "due_at": clock.now()}
            step = Step.objects.create(tenant=acme, lead=lead, key=f"crm:{number}", connection_id=crm.pk, **done)
            began = clock.now() - timedelta(seconds=3)
            lead.tell("step.started", at=began, origin=f"step:{step.pk}:1", step=step.pk)
            lead.tell("crm.written", at=began + timedelta(seconds=3), origin=f"step:{step.pk}", is_new=True)

    page = manager.get(f"/manage/acme/integrations/connection/{crm.pk}/change/").content.decode()

    assert "Slow." in page
    assert "The last 5 new records took 3000 ms on average" in page


@pytest.mark.parametrize(("vendor", "kind"), [("twilio", "inbound-call"), ("aircall", "calls"), ("dialpad", "calls")])
def test_a_carriers_page_shows_where_its_calls_are_told(
    manager: Client, line: Connection, vendor: str, kind: str
) -> None:
    with access.as_tenant(line.tenant_id):
        Connection.objects.filter(pk=line.pk).update(vendor=vendor)

    page = manager.get(_page(line)).content.decode()

    shown = [each for each in ("inbound-call", "calls") if f"/callbacks/{vendor}/{line.token}/{each}/" in page]
    assert shown == [kind]
