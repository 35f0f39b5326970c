"""The house rules that a machine can check."""

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from django.core.management import call_command
from importlinter import cli

from apps.core import plugins
from apps.integrations import catalog, sources
from apps.tenants import rls
from tests.contracts.accounts import HearingContract, SpeechContract, ThinkingContract
from tests.contracts.alerts import AlertsContract
from tests.contracts.calendars import CalendarContract
from tests.contracts.consent import ConsentContract
from tests.contracts.consent_page import ConsentPageContract
from tests.contracts.crm import CrmContract
from tests.contracts.enrichment import EnrichmentContract
from tests.contracts.events import EventsContract
from tests.contracts.forms import FormsContract
from tests.contracts.mail import MailContract
from tests.contracts.numbers import NumbersContract
from tests.contracts.scrub import ScrubContract
from tests.contracts.sms import SmsContract
from tests.contracts.sources import SenderContract
from tests.contracts.telephony import TelephonyContract

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES, MOST_LINES_A_FUNCTION = 300, 40

# Who sees every tenant's rows, and why.
PLATFORM = {
    "apps/sandbox/seed/daytime.py": "the demo's clock is never set to before anybody's last event",
    "apps/api/authentication.py": "an API key says which tenant it is of",
    "apps/appointments/invitation.py": "the token in an .ics's address says whose appointment it is",
    "apps/calls/bridges.py": "a token says whose ring, or whose room, it is",
    "apps/calls/book.py": "a call's token says whose it is",
    "apps/calls/figures.py": "the sweeper judges every tenant's numbers",
    "apps/calls/reading.py": "the platform's budget is spent by everybody",
    "apps/calls/rating.py": "the sweeper tells what every tenant's calls and texts cost",
    "apps/calls/slots.py": "the platform's lines are everybody's",
    "apps/dashboard/live/tail.py": "one reader follows the events of all tenants, and tells of ids alone",
    "apps/dashboard/visits.py": "a person's tenants are found by their memberships",
    "apps/integrations/connect.py": "the state in a vendor's answer says whose connection it is",
    "apps/intake/app_door.py": "a platform's app has one address for every tenant's pages",
    "apps/intake/callbacks.py": "the token in a vendor's address says whose news it is",
    "apps/intake/doors.py": "the token in a hook's address says whose lead it is",
    "apps/leads/progress.py": "the sweeper reads how far every tenant's leads got",
    "apps/manage/office.py": "a login has no tenant yet",
    "apps/ops/site.py": "operators look after all tenants",
    "apps/outreach/allotting.py": "the sweeper holds every tenant's usage against its plan",
    "apps/outreach/metering.py": "the sweeper counts what every tenant has used",
    "apps/outreach/aftermath.py": "whoever died while talking left conversations of any tenant open",
    "apps/voice/books.py": "the ticket in a stream's address says whose call it is",
    "apps/voice/trial/opening.py": "the ticket in a trial's address says whose draft it is for",
    "apps/outreach/look_back.py": "the sweeper looks for every tenant's leads that nobody told of",
    "apps/outreach/retention.py": "the sweeper looks for every tenant's recordings whose days are over",
    "apps/outreach/charging.py": "the sweeper looks for every tenant's calls that have no reported price",
    "apps/outreach/claim.py": "workers and sweepers serve all tenants in turn",
    "apps/outreach/crm_speed.py": "the sweeper watches every tenant's CRMs",
    "apps/outreach/who_called.py": "a number that has called somebody says whose it is",
    "apps/outreach/provision.py": "the sweeper finds out about every tenant's orders of numbers",
    "apps/outreach/resting.py": "the sweeper ends every tenant's rests",
    "apps/outreach/feed.py": "one look at what has happened serves every tenant's webhooks",
    "apps/signin/second_factor.py": "an owner of any tenant needs a second factor",
    "apps/tenants/access.py": "where it is defined",
    "apps/tenants/invite.py": "the secret in an invitation's link says whose it is",
    "apps/tenants/rotation.py": "a new key is for every tenant",
    "leadhub/backlog.py": "Prometheus is told of all queues at once",
}
# Whose API is another vendor's, by another house: its adapter derives from the other's (decision 6).
HEIRS = {"signalwire": "twilio"}
# Who knows that the doorbell is RQ; settings name its queues.
RINGERS = {
    "apps/core/queues.py": "rings",
    "apps/core/worker.py": "answers",
    "apps/ops/queues.py": "shows the queues to operators",
    "apps/outreach/management/commands/work.py": "starts the worker",
}
# What a vendor's file may not know: the product, and the other vendors.
STRANGERS = ("django", "rest_framework", "apps.core", "apps.tenants", "apps.leads", "apps.calls", "apps.outreach")
MODELS = ("apps.integrations.models", "apps.integrations.catalog")
CONTRACTS = {
    "telephony": TelephonyContract,
    "sms": SmsContract,
    "mail": MailContract,
    "crm": CrmContract,
    "alerts": AlertsContract,
    "consent": ConsentContract,
    "enrichment": EnrichmentContract,
    "scrub": ScrubContract,
    "calendars": CalendarContract,
    "events": EventsContract,
    "forms": FormsContract,
    "numbers": NumbersContract,
    "hearing": HearingContract,
    "speech": SpeechContract,
    "thinking": ThinkingContract,
    "sources": SenderContract,
}
FAMILIES = {name: package for name, (package, _) in catalog.FAMILIES.items()} | {"sources": sources}
VENDORS = [(family, vendor) for family, package in FAMILIES.items() for vendor in plugins.names(package)]


def files(*folders: str) -> list[Path]:
    """Python files by their path in the repository; migrations are written by Django."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(path.relative_to(ROOT) for path in found if "migrations" not in path.parts)


OURS = files("apps", "leadhub")
ALL = [*OURS, *files("tests", "bench")]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text())


def imports(path: Path) -> Iterator[str]:
    """Absolute names of all that a file imports; a relative import is resolved."""
    package = path.with_suffix("").parts[:-1]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            base = ".".join(part for part in (above, node.module or "") if part)
            yield from (f"{base}.{name.name}" for name in node.names)


def is_within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def vendor_files(family: str, vendor: str) -> list[Path]:
    """The vendor's file, and what is private to the family beside it."""
    folder = Path("apps/integrations", family)
    return [folder / f"{vendor}.py", *(path for path in OURS if path.parent == folder and path.stem.startswith("_"))]


@pytest.mark.parametrize(("family", "vendor"), VENDORS)
def test_a_vendor_knows_no_django_no_model_and_no_neighbour(family: str, vendor: str) -> None:
    kin = {(family, vendor), (family, HEIRS.get(vendor, vendor))}
    neighbours = tuple(f"apps.integrations.{each}.{other}" for each, other in VENDORS if (each, other) not in kin)

    known = {name for path in vendor_files(family, vendor) for name in imports(path)}

    assert [name for name in known if is_within(name, (*STRANGERS, *MODELS, *neighbours))] == []


@pytest.mark.parametrize(("family", "vendor"), VENDORS)
def test_a_vendor_keeps_its_familys_contract(family: str, vendor: str) -> None:
    tested: ModuleType = import_module(f"tests.integrations.{family}.test_{vendor}")

    classes = [each for _, each in inspect.getmembers(tested, inspect.isclass) if each.__module__ == tested.__name__]

    assert any(issubclass(each, CONTRACTS[family]) and each.__name__.startswith("Test") for each in classes)


@pytest.mark.parametrize(
    ("family", "vendor"),
    [each for each in VENDORS if each[0] in catalog.FAMILIES and hasattr(catalog.vendor_class(*each), "oauth")],
)
def test_a_vendor_with_a_consent_page_keeps_its_contract(family: str, vendor: str) -> None:
    tested: ModuleType = import_module(f"tests.integrations.{family}.test_{vendor}")

    classes = [each for _, each in inspect.getmembers(tested, inspect.isclass) if each.__module__ == tested.__name__]

    assert any(issubclass(each, ConsentPageContract) for each in classes)


def test_every_family_has_a_contract() -> None:
    assert set(CONTRACTS) == set(FAMILIES)


def test_every_file_is_short() -> None:
    lines = {str(path): len((ROOT / path).read_text().splitlines()) for path in ALL}

    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}


def test_every_function_fits_on_a_screen() -> None:
    too_long = [
        f"{path}:{each.lineno} {each.name}"
        for path in ALL
        for each in ast.walk(tree(path))
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
        and (each.end_lineno or 0) - each.lineno + 1 > MOST_LINES_A_FUNCTION
    ]

    assert too_long == []


def test_every_module_says_what_it_owns() -> None:
    assert [str(path) for path in ALL if tree(path).body and not ast.get_docstring(tree(path))] == []


def test_who_sees_every_tenant_is_listed_with_a_reason() -> None:
    def reaches(path: Path) -> bool:
        named = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
        named |= {node.id for node in ast.walk(tree(path)) if isinstance(node, ast.Name)}
        named |= {name.rpartition(".")[2] for name in imports(path)}
        return bool(named & {"as_platform", "EVERY_TENANT"})

    assert {str(path) for path in OURS if reaches(path)} - set(PLATFORM) == set()


def test_only_the_doorbell_knows_rq() -> None:
    found = {str(path) for path in OURS if any(is_within(name, ("rq", "django_rq")) for name in imports(path))}

    assert found == set(RINGERS)


def test_imports_point_down(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)

    kept = cli.lint_imports(no_cache=True, no_logo=True) == cli.EXIT_STATUS_SUCCESS

    assert kept, capsys.readouterr().out


@pytest.mark.django_db
def test_the_models_are_what_the_migrations_made() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_every_tenants_table_is_walled_off() -> None:
    assert list(rls.breaches()) == []
