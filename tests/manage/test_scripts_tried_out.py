"""A draft tried out before anybody hears it: with all callers, by typing as the lead, and with past calls."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.calls.models import Conversation, Turn
from apps.leads.models import Lead, Source
from apps.scripts import drafting, publish, samples
from apps.scripts.document import Script as Document
from apps.scripts.models import Script, ScriptVersion
from apps.tenants import access
from apps.tenants.models import Tenant
from apps.voice.simulate.callers import CALLERS
from tests import conversed
from tests.manage.conftest import NOW

pytestmark = pytest.mark.django_db

SCREEN = "/manage/acme/scripts/script/"
SOLAR = samples.load("solar")


def having(**fields: Any) -> Document:
    return Document.model_validate({**SOLAR.model_dump(mode="json"), **fields})


@pytest.fixture
def script(acme: Tenant) -> Script:
    with access.as_tenant(acme.pk):
        return drafting.begin(acme, "Solar", SOLAR)


def edit(script: Script, **fields: Any) -> None:
    with access.as_tenant(script.tenant_id):
        drafting.save(script, having(**fields))


def post(client: Client, script: Script, page: str, **posted: Any) -> str:
    return client.post(f"{SCREEN}{script.pk}/{page}/", posted).content.decode()


def test_the_callers_are_run_without_publishing(manager: Client, script: Script) -> None:
    page = post(manager, script, "callers")

    assert f"None of {len(CALLERS)} callers breaks it" in page
    with access.as_tenant(script.tenant_id):
        assert not ScriptVersion.objects.exclude(state="draft").exists()


def test_a_caller_who_breaks_it_is_shown_with_the_words_before(manager: Client, script: Script) -> None:
    edit(script, lines={"disclosure": "Nice to meet you."})

    page = post(manager, script, "callers")

    assert f"{len(CALLERS)} of {len(CALLERS)} callers break it" in page
    assert "It did not say in the first turn that it is an AI." in page
    assert "Hi Ada, this is Alex from Bright Homes. Nice to meet you." in page


UNFINISHED = [
    {"questions": [{"id": "a", "ask": "Which?", "kind": "choice"}]},
    {"questions": [{"id": "a", "ask": "Which?", "kind": "choice", "choices": [{"value": "x"}], "criteria": [
        {"when": "is_not", "value": "x", "points": 5}]}]},
    {"questions": [{"id": "a", "ask": "", "kind": "text"}]},
    {"questions": [{"id": "a", "ask": "A?", "kind": "text"}, {"id": "a", "ask": "B?", "kind": "number", "criteria": [
        {"when": "at_least", "value": True, "points": 5}, {"when": "at_most", "value": -5, "points": 5}]}]},
    {"questions": [], "objections": [], "facts": [], "transfers": [], "opening": "", "reason": ""},
    {"objections": [{"id": "o", "phrases": [], "answer": ""}], "facts": [{"id": "f", "topics": [""], "answer": ""}]},
]  # fmt: skip


@pytest.mark.parametrize("fields", UNFINISHED)
@pytest.mark.parametrize("page", ["callers", "publish", "chat", "replay"])
def test_an_unfinished_draft_is_tried_out_as_well(
    manager: Client, script: Script, fields: dict[str, Any], page: str
) -> None:
    edit(script, **fields)

    answer = manager.post(f"{SCREEN}{script.pk}/{page}/", {"over": "0", "said": ["yes", "two"], "reply": "the first"})

    assert answer.status_code in (200, 302)


def test_the_chat_begins_with_the_greeting(manager: Client, script: Script) -> None:
    page = manager.get(f"{SCREEN}{script.pk}/chat/").content.decode()

    assert "Hi Ada, this is Alex from Acme Solar. I&#x27;m an AI assistant." in page


def test_a_reply_is_answered_and_told_apart(manager: Client, script: Script) -> None:
    page = post(manager, script, "chat", said=["yes"], reply="yes, but are you a robot?", first_name="Grace")

    assert "Hi Grace, this is Alex" in page
    assert "Understood: asks whether it is a robot, yes" in page
    assert "✓ Do you own your home? yes" in page
    assert "Score 30 of 60" in page


def test_the_chat_ends_as_the_call_would(manager: Client, script: Script) -> None:
    page = post(manager, script, "chat", said=["yes"], reply="stop calling me")

    assert "The call is over: Opted out." in page
    assert 'name="reply"' not in page


def test_a_reply_is_taken_back_and_all_of_it_begun_again(manager: Client, script: Script) -> None:
    back = post(manager, script, "chat", said=["yes", "no"], back="1")
    again = post(manager, script, "chat", said=["yes", "no"], again="1")

    assert back.count('name="said"') == 1
    assert again.count('name="said"') == 0


def test_saying_nothing_is_a_reply(manager: Client, script: Script) -> None:
    page = post(manager, script, "chat", silent="1")

    assert "Are you still there?" in page


def test_what_is_typed_is_text_and_bounded(manager: Client, script: Script) -> None:
    page = post(manager, script, "chat", said=["x" * 5_000] * 900, reply="<script>alert(1)</script>")

    assert "<script>alert(1)" not in page
    assert page.count('name="said"') <= 60
    assert "x" * 401 not in page


@pytest.fixture
def called(acme: Tenant, script: Script) -> Callable[..., Conversation]:
    """Publish the draft as it is, and make a call that followed it."""

    def make(*replies: str, **fields: Any) -> Conversation:
        with access.as_tenant(acme.pk):
            over = 0 if not (latest := ScriptVersion.objects.order_by("-number").first()) else latest.number
            version = publish.draft(script, over=over, share=100, author="m", now=NOW)
            return conversation(acme, version.pk, *replies, **fields)

    return make


def conversation(tenant: Tenant, version: int, *replies: str, **fields: Any) -> Conversation:
    source = Source.objects.get_or_create(tenant=tenant, slug="web", defaults={"name": "Web"})[0]
    lead = Lead.objects.create(
        tenant=tenant, source=source, first_name="Grace", email="grace@example.com", received_at=NOW
    )
    call = conversed.call(lead, at=NOW)
    made = Conversation.objects.create(
        tenant=tenant, lead=lead, call=call, script_version_id=version, state="over", ticket_hash=str(lead.pk),
        ticket_until=NOW, created_at=NOW, **{"disposition": "booked", "score": 90} | fields,
    )  # fmt: skip
    turns = [(speaker, text) for reply in replies for speaker, text in (("agent", "Well?"), ("lead", reply))]
    Turn.objects.bulk_create(
        Turn(tenant=tenant, conversation=made, number=at, speaker=who, text=text, began_ms=at, ended_ms=at)
        for at, (who, text) in enumerate(turns)
    )
    return made


REPLIES = ("yes", "yes", "two hundred dollars", "tile", "78704", "the first one", "no, that's all")


def test_a_past_call_that_would_go_otherwise_is_listed(
    manager: Client, script: Script, called: Callable[..., Conversation]
) -> None:
    call = called(*REPLIES)
    edit(script, qualify_at=1000)

    page = manager.get(f"{SCREEN}{script.pk}/replay/").content.decode()

    assert "1 of the latest 1 calls would go otherwise" in page
    assert "Ends otherwise: “Booked an appointment” would be “Not a fit”." in page
    assert "Would no longer be qualified." in page
    assert f"/app/acme/calls/{call.call_id}/" in page


def test_a_question_less_is_an_answer_less(
    manager: Client, script: Script, called: Callable[..., Conversation]
) -> None:
    called(*REPLIES)
    edit(script, questions=SOLAR.model_dump(mode="json")["questions"][:3])

    page = manager.get(f"{SCREEN}{script.pk}/replay/").content.decode()

    assert "Zip: “78704” would not be answered." in page
    assert "The score 90 would be 80." in page


def test_the_same_draft_changes_no_past_call(
    manager: Client, script: Script, called: Callable[..., Conversation]
) -> None:
    called(*REPLIES)

    page = manager.get(f"{SCREEN}{script.pk}/replay/").content.decode()

    assert "0 of the latest 1 calls would go otherwise" in page


def test_only_calls_that_followed_the_script_are_told_again(
    manager: Client, acme: Tenant, rival: Tenant, script: Script, rows: Callable[..., Any]
) -> None:
    foreign = rows(rival, "SECRET")["scriptversion"].pk
    with access.as_tenant(rival.pk):
        conversation(rival, foreign, "yes")
    with access.as_tenant(acme.pk):
        conversation(acme, foreign, "SECRET")

    page = manager.get(f"{SCREEN}{script.pk}/replay/").content.decode()

    assert "No calls to tell again" in page
    assert "SECRET" not in page
