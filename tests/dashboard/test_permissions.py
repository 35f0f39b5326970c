"""The table of docs/sign-in.md, walked address by address: what each role may open, and what it may not."""

from pathlib import Path

import pytest
from django.test import Client

from apps.manage.inside import site
from apps.manage.tenant_admin import TenantAdmin
from apps.tenants.models import Tenant

from .addresses import ADDRESSES, ROLES, filled
from .conftest import SignIn

pytestmark = pytest.mark.django_db

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "sign-in.md"
# The rows of the table, and the names of their addresses.
OF_ALL = (
    "Overview, leads and views of them, calls and recordings, a rep's desk, appointments, why no leads, can we call"
)
OF_CLIENTS = "Reports, failures and their causes"
OF_MANAGERS = (
    "Notifications, replaying failures, letting paused calls go, integrations and test leads, raw deliveries, "
    "evidence of consent, erasing a person's words, checklist, audit log"
)
OFFICE = "Back office"
OF_OWNERS = "Usage against the plan; back office: team, invitations, API keys"
PAGES = {
    OF_ALL: {
        *("overview", "overview_live", "leads", "leads_live", "lead", "lead_live", "appointments"),
        *("call", "call_live", "recording", "carriers", "why", "why_live", "callable", "lead_callable"),
        *("desk", "desk_live", "desk_duty", "desk_act", "find", "view_keep", "view_forget"),
    },
    OF_CLIENTS: {"reports", "reports_live", "report_csv", "failures", "failures_live", "failures_cause"},
    OF_MANAGERS: {
        *("desk_release", "erase", "erase_now"),
        *("failures_preview", "failures_start", "failures_run", "failures_run_live", "failures_stop"),
        *("integrations", "source", "source_live", "source_test", "delivery", "checklist", "audit", "evidence"),
        *("notifications", "notifications_live", "notifications_bell", "notifications_read"),
    },
    OF_OWNERS: {"usage", "usage_csv"},
}
OWNERS_SCREENS = {"membership", "invitation", "apikey"}


def table() -> dict[str, set[str]]:
    """The roles that the document ticks, by row."""
    lines = [line for line in DOCUMENT.read_text().splitlines() if line.startswith("|")]
    header = next(n for n, line in enumerate(lines) if "| owner |" in line)
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[header:]]
    roles, rows = cells[0][1:], cells[2:]
    return {row[0]: {role for role, tick in zip(roles, row[1:], strict=True) if tick} for row in rows}


def may_open(browser: Client, path: str) -> bool:
    answer = browser.get(path)
    if answer.status_code == 405:
        answer = browser.post(path)
    return answer.status_code not in (403, 404)


def test_the_table_knows_every_page_and_screen() -> None:
    names = {address.name for address in ADDRESSES}

    assert set().union(*PAGES.values()) == names
    assert set(table()) == {*PAGES, OFFICE}
    assert {model._meta.model_name for model in site._registry} >= OWNERS_SCREENS


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("row", PAGES)
def test_a_page_opens_for_the_roles_that_the_table_ticks(
    signed_in: SignIn, acme: Tenant, known: dict[str, str], role: str, row: str
) -> None:
    browser = signed_in(acme, role)
    # What there is no row for is 404 for everybody, and says nothing about roles.
    absent = {"recording", "failures_run", "failures_run_live", "failures_stop", "failures_cause"}
    # Whose call it is decides, too.
    absent |= {"desk_act", "desk_duty"}
    addresses = [each for each in ADDRESSES if each.name in PAGES[row] - absent]

    opened = {str(each.name): may_open(browser, filled(each, "acme", known)) for each in addresses}

    assert opened == dict.fromkeys(opened, role in table()[row])


@pytest.mark.parametrize("role", ROLES)
def test_a_screen_of_the_back_office_opens_for_the_roles_that_the_table_ticks(
    signed_in: SignIn, acme: Tenant, role: str
) -> None:
    browser, expected, opened = signed_in(acme, role), {}, {}
    for model, screen in site._registry.items():
        assert isinstance(screen, TenantAdmin)
        name = str(model._meta.model_name)
        opened[name] = may_open(browser, f"/manage/acme/{model._meta.app_label}/{name}/")
        expected[name] = role in table()[OF_OWNERS if name in OWNERS_SCREENS else OFFICE]

    assert opened == expected
