"""A file of numbers on its way to a tenant's list: every line is accounted for, and none is added unseen."""

import pytest

from apps.compliance import dnc_csv, own_list
from apps.compliance.models import DncEntry, DncImport, DncImportRow
from apps.compliance.own_list import State, Upload
from apps.core import clock
from apps.tenants import access
from apps.tenants.models import Tenant

FILE = """Name;Mobile No.;Notes
Ann;(214) 867-5309;asked by phone
Bob;214-867-5309;
Cleo;+1 214 867 5310;
Dan;none;
Eve;;
Fay;214 867 5311;
Gus;214 867 5312;letter
"""


@pytest.fixture
def acme(db: None) -> Tenant:
    return Tenant.objects.create(slug="acme", name="Acme", region="US")


def uploaded(tenant: Tenant, text: str = FILE) -> DncImport:
    with access.as_tenant(tenant.pk):
        return own_list.start(tenant, Upload("old crm.csv", text.encode(), "from the old CRM", "ann@example.com"))


def finished(tenant: Tenant, batch: DncImport) -> DncImport:
    for _ in range(20):
        with access.as_tenant(tenant.pk):
            own_list.go_on(batch, tenant=tenant)
    return batch


def verdicts(tenant: Tenant, batch: DncImport) -> list[tuple[str, str]]:
    with access.as_tenant(tenant.pk):
        rows = DncImportRow.objects.filter(batch_id=batch.pk).order_by("line")
        return [(row.given, row.verdict) for row in rows]


def test_each_line_is_judged_before_anything_is_added(acme: Tenant) -> None:
    with access.as_tenant(acme.pk):
        DncEntry.objects.create(tenant=acme, phone="+12148675310")
        DncEntry.objects.create(tenant=acme, phone="+12148675311", lifted_at=clock.now())

    batch = finished(acme, uploaded(acme))

    assert batch.state == State.READ
    assert verdicts(acme, batch) == [
        ("(214) 867-5309", "new"),
        ("214-867-5309", "repeated"),
        ("+1 214 867 5310", "listed"),
        ("none", "invalid"),
        ("", "invalid"),
        ("214 867 5311", "again"),
        ("214 867 5312", "new"),
    ]
    with access.as_tenant(acme.pk):
        assert DncEntry.objects.count() == 2
        assert own_list.counts(batch) == {"new": 2, "repeated": 1, "listed": 1, "invalid": 2, "again": 1}


def test_a_number_that_is_closed_by_one_channel_is_closed_by_both(acme: Tenant) -> None:
    with access.as_tenant(acme.pk):
        DncEntry.objects.create(tenant=acme, phone="+12148675310", closes="sms")
    batch = finished(acme, uploaded(acme))
    assert ("+1 214 867 5310", "wider") in verdicts(acme, batch)

    with access.as_tenant(acme.pk):
        own_list.apply(batch)
    finished(acme, batch)

    with access.as_tenant(acme.pk):
        assert DncEntry.objects.get(phone="+12148675310").closes == "all"


def test_what_was_seen_is_added_with_source_and_reason(acme: Tenant) -> None:
    with access.as_tenant(acme.pk):
        DncEntry.objects.create(tenant=acme, phone="+12148675311", lifted_at=clock.now())
    batch = finished(acme, uploaded(acme))

    with access.as_tenant(acme.pk):
        own_list.apply(batch)
    finished(acme, batch)

    with access.as_tenant(acme.pk):
        added = {entry.phone: entry for entry in DncEntry.objects.filter(lifted_at=None)}
        assert not bytes(DncImport.objects.get().content)
    assert sorted(added) == ["+12148675309", "+12148675310", "+12148675311", "+12148675312"]
    assert batch.state == State.DONE
    entry = added["+12148675309"]
    assert (entry.origin, entry.reason, entry.source) == ("imported", "asked by phone", "old crm.csv")
    assert (added["+12148675310"].reason, entry.added_by) == ("from the old CRM", "ann@example.com")


def test_a_file_that_is_dropped_adds_nothing_and_stays_to_be_looked_at(acme: Tenant) -> None:
    batch = finished(acme, uploaded(acme))

    with access.as_tenant(acme.pk):
        own_list.drop(batch)
        own_list.apply(batch)
    finished(acme, batch)

    with access.as_tenant(acme.pk):
        assert not DncEntry.objects.exists()
    assert len(verdicts(acme, batch)) == 7


def test_a_large_file_is_read_and_added_piece_by_piece(acme: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_list, "_BYTES_A_PIECE", 100)
    monkeypatch.setattr(own_list, "_LINES_A_PIECE", 7)
    lines = [f'214-867-{number:04},"two\nlines, {number}"' for number in range(1000, 1040)]
    batch = uploaded(acme, "\n".join(["phone,reason", *lines, lines[0]]))

    with access.as_tenant(acme.pk):
        own_list.go_on(batch, tenant=acme)
    assert 0 < batch.lines < 40
    finished(acme, batch)
    with access.as_tenant(acme.pk):
        assert own_list.counts(batch) == {"new": 40, "repeated": 1}
        own_list.apply(batch)
    finished(acme, batch)

    with access.as_tenant(acme.pk):
        assert DncEntry.objects.filter(reason__startswith="two\nlines, ").count() == 40


def test_other_columns_can_be_chosen(acme: Tenant) -> None:
    batch = finished(acme, uploaded(acme, "home,work\n214-867-5309,214-867-5310\n"))

    with access.as_tenant(acme.pk):
        own_list.read_again(batch, phone_column=1, reason_column=-1, has_header=False)
    finished(acme, batch)

    assert verdicts(acme, batch) == [("work", "invalid"), ("214-867-5310", "new")]


def test_an_import_is_its_tenants(acme: Tenant) -> None:
    batch = finished(acme, uploaded(acme))
    rival = Tenant.objects.create(slug="rival", name="Rival")

    with access.as_tenant(rival.pk):
        assert not DncImport.objects.filter(pk=batch.pk).exists()
        assert not DncImportRow.objects.exists()


def test_a_file_without_numbers_is_refused(acme: Tenant) -> None:
    with pytest.raises(dnc_csv.Unreadable):
        uploaded(acme, "name,city\nAnn,Dallas\n")


def test_a_file_that_is_too_long_is_refused(acme: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_list, "MOST_ROWS", 3)

    with pytest.raises(own_list.TooLarge):
        uploaded(acme)


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("2148675309\n2148675310", (",", False, 0, -1)),
        ("phone\n2148675309", (",", True, 0, -1)),
        ("id,Name,Phone Number,Reason\n12345678,Ann,214-867-5309,letter", (",", True, 2, 3)),
        ("Ann\t+1 (214) 867-5309\tx", ("\t", False, 1, -1)),
        ("a|b\n1|214.867.5309", ("|", True, 1, -1)),
        ('"Doe, Jane";"214-867-5309"', (";", False, 1, -1)),
        ("'+12148675309,yes", (",", False, 0, -1)),
        ("Nombre;Teléfono;Motivo\nAna;214-867-5309;carta", (";", True, 1, 2)),
    ],
)
def test_the_layout_is_guessed(text: str, layout: tuple[str, bool, int, int]) -> None:
    found = dnc_csv.guess(text)

    assert (found.delimiter, found.has_header, found.phone_column, found.reason_column) == layout


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_excel_writes_is_read(encoding: str) -> None:
    assert dnc_csv.as_text("Señor,214-867-5309\r\n".encode(encoding)) == "Señor,214-867-5309\n"
