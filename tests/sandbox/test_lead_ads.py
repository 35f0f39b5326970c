"""The pretend Meta: a form that is filled in, the notice of it, and the lead at the Graph API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from apps.integrations.errors import ProviderError, Rejected, Unauthorized, Unavailable
from apps.integrations.forms.meta import Forms, Page
from apps.integrations.http import Http, Inbound
from apps.integrations.sources.base import Named
from apps.integrations.sources.meta import Sender
from apps.sandbox.rig import wait_until
from tests.contracts.peer import Peer
from tests.sandbox.outside import Outside

SECRET, PAGE = "app secret", "100000000000001"


@pytest.fixture
def hook() -> Iterator[Peer]:
    with Peer() as peer:
        peer.replies(200, {})
        yield peer


def graph(outside: Outside, token: str = "EAAB-good") -> Forms:
    page = {"account": PAGE, "access_token": token, "base_url": f"{outside.url}/meta"}
    return Forms(Page.model_validate(page), Http(frozenset({outside.url})))


def filled_in(outside: Outside, hook: Peer, **more: object) -> Named:
    """Fill in the form; gives what the notice names, read as the product reads it."""
    before = len(hook.requests)
    posted = outside.post("/meta/leads", json={"hook": f"{hook.url}/hooks/x/", "secret": SECRET, **more})
    assert posted.status_code == 201
    wait_until(lambda: len(hook.requests) > before, seconds=10, every=0.02)
    came = hook.requests[-1]
    request = Inbound("POST", f"{hook.url}{came.path}", came.headers, came.body)
    sender = Sender(Sender.Settings(), [SECRET])
    sender.verify(request, now=datetime.now(UTC))
    [named] = sender.named(request)
    assert named.id == posted.json()["leadgen_id"]
    return named


def test_what_is_filled_in_is_told_signed_and_can_be_fetched(outside: Outside, hook: Peer) -> None:
    named = filled_in(outside, hook, answers={"full_name": "Jo Roe", "phone_number": "+12025550144"})

    document = graph(outside).lead(named)

    [lead] = Sender(Sender.Settings(), []).read(Inbound("GET", "", {"Content-Type": "application/json"}, document))
    assert (named.account, lead.full_name, lead.phone) == (PAGE, "Jo Roe", "+12025550144")
    assert outside.seen(leadgen_id=named.id) == ["lead.submitted", "lead.fetched"]


def test_the_pages_own_form_does_the_same(outside: Outside, hook: Peer) -> None:
    assert "<button>" in outside.get("/meta/ad").text
    form = {"hook": f"{hook.url}/hooks/x/", "secret": SECRET, "page_id": PAGE, "email": "jo@example.com"}

    posted = outside.post("/meta/leads", data=form)

    assert b"jo@example.com" in graph(outside).lead(Named(posted.json()["leadgen_id"]))


def test_a_dead_token_a_hidden_lead_and_a_limit_have_their_own_numbers(outside: Outside, hook: Peer) -> None:
    named = filled_in(outside, hook)
    with pytest.raises(Unauthorized):
        graph(outside, "wrong token").lead(named)
    with pytest.raises(Rejected):
        graph(outside).lead(Named("999"))
    outside.post("/faults", json={"vendor": "meta", "error_rate": 1, "status": 429, "seconds": 60})

    with pytest.raises(Unavailable):
        graph(outside).lead(named)


def test_a_page_can_be_checked(outside: Outside) -> None:
    assert graph(outside).check()
    with pytest.raises(ProviderError):
        graph(outside, "wrong").check()


def test_a_forms_leads_are_listed_with_pages(outside: Outside, hook: Peer) -> None:
    named = [filled_in(outside, hook, form_id="700000000000099") for _ in range(3)]
    page = {"account": PAGE, "access_token": "t", "base_url": f"{outside.url}/meta", "forms": ["700000000000099"]}

    found = Forms(Page.model_validate(page), Http(frozenset({outside.url}))).since(datetime(2020, 1, 1, tzinfo=UTC))

    assert [each.id for each in found] == [each.id for each in named]
