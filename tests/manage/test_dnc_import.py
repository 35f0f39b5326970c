"""The pages of an import into the do-not-call list."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.compliance.models import DncEntry, DncImport
from apps.tenants import access
from apps.tenants.models import Tenant

pytestmark = pytest.mark.django_db
LIST = "/manage/acme/compliance/dncentry/"
FILE = b"phone,reason\n214-867-5309,letter\n214-867-5309,\nnobody,<b>x</b>\n"


def handed_in(browser: Client, content: bytes = FILE, *, at: str = LIST) -> Any:
    file = SimpleUploadedFile("old crm.csv", content)
    return browser.post(f"{at}import/", {"file": file, "reason": "old list"}, follow=True)


def page_of(answer: Any) -> str:
    return str(answer.redirect_chain[-1][0])


def test_a_manager_sees_each_line_and_says_yes(manager: Client, acme: Tenant) -> None:
    page = page_of(handed_in(manager))

    looked = manager.post(f"{page}on/", follow=True).content.decode()
    manager.post(f"{page}add/")
    done = manager.post(f"{page}on/", follow=True).content.decode()

    assert "Add 1 numbers to the list" in looked
    assert "Stands twice in the file: 1" in looked
    assert "No number: that is no phone number" in looked
    assert "&lt;b&gt;x&lt;/b&gt;" in looked
    assert "Added" in done
    with access.as_tenant(acme.pk):
        assert DncEntry.objects.get().phone == "+12148675309"


def test_lines_are_shown_by_what_becomes_of_them(manager: Client) -> None:
    page = page_of(handed_in(manager))
    manager.post(f"{page}on/")

    shown = manager.get(f"{page}?show=invalid").content.decode()

    assert "nobody" in shown
    assert "214-867-5309" not in shown


def test_progress_is_shown_while_it_is_read(manager: Client) -> None:
    shown = handed_in(manager).content.decode()

    assert "data-go-on" in shown
    assert "Add 1 numbers" not in shown


def test_nothing_is_added_unseen(manager: Client, acme: Tenant) -> None:
    page = page_of(handed_in(manager))

    manager.post(f"{page}add/")
    manager.post(f"{page}on/")
    manager.post(f"{page}drop/")
    manager.post(f"{page}on/")

    with access.as_tenant(acme.pk):
        assert not DncEntry.objects.exists()
        assert DncImport.objects.get().state == "dropped"


def test_other_columns_are_chosen(manager: Client, acme: Tenant) -> None:
    page = page_of(handed_in(manager, b"home,work\n214-867-5309,214-867-5310\n"))
    manager.post(f"{page}on/")

    manager.post(f"{page}columns/", {"phone_column": 1, "reason_column": -1, "has_header": "on"})

    assert "+12148675310" in manager.post(f"{page}on/", follow=True).content.decode()


@pytest.mark.parametrize("content", [b"", b"name\nAnn\n", b"\x00\xff\xfe"])
def test_what_is_no_table_of_numbers_is_refused_in_words(manager: Client, content: bytes) -> None:
    assert handed_in(manager, content).context["form"].errors["file"]


def test_another_tenants_import_is_not_there(manager: Client, member: Callable[..., Client], rival: Tenant) -> None:
    insider = member("owner", tenant=rival, email="insider@example.com")
    theirs = page_of(handed_in(insider, at="/manage/rival/compliance/dncentry/"))

    mine = theirs.replace("rival", "acme")

    assert manager.get(mine).status_code == 404
    assert [manager.post(f"{mine}{deed}/").status_code for deed in ("on", "add", "drop", "columns")] == [404] * 4


@pytest.mark.parametrize("role", ["client", "rep"])
def test_who_may_not_manage_may_not_import(member: Callable[..., Client], role: str) -> None:
    assert member(role).get(f"{LIST}import/").status_code == 404


def test_looking_changes_nothing(manager: Client) -> None:
    page = page_of(handed_in(manager))

    assert [manager.get(f"{page}{deed}/").status_code for deed in ("on", "add", "drop", "columns")] == [405] * 4
