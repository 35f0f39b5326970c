"""The page behind the link below each e-mail: scanners change nothing, a POST ends it, and it can be undone."""

import pytest
from django.core import signing
from django.test import Client
from pytest_django.fixtures import Settings

from apps.outreach.models import Step
from apps.outreach.way_out import WayOut
from tests.outreach.conftest import office, peer
from tests.outreach.mailroom import DANA, Mailroom, mailroom

__all__ = ["mailroom", "office", "peer"]

STRICT = Client(enforce_csrf_checks=True)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def path(mailroom: Mailroom) -> str:
    """The way out of an e-mail that was sent."""
    return way_out(mailroom.send())


def way_out(step: Step) -> str:
    return WayOut(step.tenant_id, step.pk).url.removeprefix("http://127.0.0.1:8000")


def said(path: str) -> str:
    return STRICT.get(path).content.decode()


def test_a_visit_asks_and_changes_nothing(mailroom: Mailroom, path: str) -> None:
    shown = [said(path), said(path)]

    assert all("No more e-mails?" in each and "Acme Solar" in each for each in shown)
    assert STRICT.head(path).status_code == 200
    assert mailroom.send().state == "done"


def test_the_link_in_the_mail_is_that_of_the_page(mailroom: Mailroom, path: str) -> None:
    assert f"http://127.0.0.1:8000{path}" in mailroom.read()


@pytest.mark.parametrize("body", [ONE_CLICK, {}])
def test_a_post_ends_it_at_once_without_a_cookie(mailroom: Mailroom, path: str, body: dict[str, str]) -> None:
    answer = STRICT.post(path, body)

    assert (answer.status_code, answer.cookies) == (200, {})
    assert "You are unsubscribed" in answer.content.decode()
    assert mailroom.send().error_code == "unsubscribed"


def test_a_post_without_the_last_slash_is_not_lost(mailroom: Mailroom, path: str) -> None:
    assert STRICT.post(path.rstrip("/"), ONE_CLICK).status_code == 200

    assert mailroom.send().error_code == "unsubscribed"


def test_a_mistake_can_be_undone(mailroom: Mailroom, path: str) -> None:
    offered = STRICT.post(path, ONE_CLICK).content.decode()

    answer = STRICT.post(path, {"undo": "yes"})

    assert 'name="undo"' in offered
    assert "Welcome back" in answer.content.decode()
    assert mailroom.send().state == "done"


def test_the_page_shows_a_stranger_neither_name_nor_address(path: str) -> None:
    shown = said(path)

    assert "d•••@example.com" in shown
    assert not any(word in shown for word in (DANA, "Dana", "Reyes"))


def test_no_page_keeps_it_in_a_cache_or_tells_others_the_link(path: str) -> None:
    answer = STRICT.get(path)

    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_link_that_we_did_not_make_is_nothing(mailroom: Mailroom, path: str) -> None:
    token = path.split("/")[2]
    forged = signing.Signer(key="another", sep=".", salt="leadhub.unsubscribe").sign("1-1")
    for tampered in ("9" + token, token[:-1] + ("A" if token[-1] != "A" else "B"), forged, "x" * 60):
        assert STRICT.get(f"/unsubscribe/{tampered}/").status_code == 404
        assert STRICT.post(f"/unsubscribe/{tampered}/").status_code == 404

    assert mailroom.send().state == "done"


def test_a_link_of_an_e_mail_that_was_never_written_is_nothing(mailroom: Mailroom) -> None:
    assert STRICT.post(way_out(mailroom.promise())).status_code == 404


def test_a_link_still_works_after_the_secret_key_has_changed(path: str, settings: Settings) -> None:
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one"

    assert STRICT.post(path, ONE_CLICK).status_code == 200
