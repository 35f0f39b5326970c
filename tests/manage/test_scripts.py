"""The screen of scripts: begun from a sample, edited without JSON, published when no caller breaks them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.manage.scripts import layout, sheet, understanding
from apps.manage.scripts.fields import Widget
from apps.manage.scripts.sheet import Row
from apps.scripts import drafting, publish, published, samples
from apps.scripts.document import Lines
from apps.scripts.document import Script as Document
from apps.scripts.models import Script
from apps.tenants import access
from apps.tenants.models import Role, Tenant
from tests.manage.conftest import NOW

pytestmark = pytest.mark.django_db

SCREEN = "/manage/acme/scripts/script/"
_PEOPLE = [{"id": "sales", "label": "a specialist", "phone": "+15128675309"}]
SOLAR = Document.model_validate({**samples.load("solar").model_dump(mode="json"), "transfers": _PEOPLE})


@pytest.fixture
def script(acme: Tenant) -> Script:
    """A draft of the solar sample."""
    with access.as_tenant(acme.pk):
        return drafting.begin(acme, "Solar", SOLAR)


def draft(script: Script) -> Document:
    with access.as_tenant(script.tenant_id):
        return drafting.of(script)


def having(**fields: Any) -> Document:
    return Document.model_validate({**SOLAR.model_dump(mode="json"), **fields})


def form(document: Document = SOLAR) -> dict[str, str]:
    """What a browser posts if nothing is changed."""
    return dict(_posted(sheet.filled(document), ""))


def _posted(row: Row, prefix: str) -> list[tuple[str, str]]:
    found = [(prefix + name, typed) for name, typed in row.typed.items() if typed]
    for name, rows in row.rows.items():
        for inner in rows:
            found += [
                (f"{prefix}{name}-{inner.key}-{at}", "") for at in inner.typed if at in ("ask", "points", "label")
            ]
            found += _posted(inner, f"{prefix}{name}-{inner.key}-")
    return found


def save(client: Client, script: Script, posted: dict[str, str]) -> str:
    return client.post(f"{SCREEN}{script.pk}/change/", posted, follow=True).content.decode()


def test_a_script_begins_as_a_sample(manager: Client, acme: Tenant) -> None:
    offered = manager.get(f"{SCREEN}add/").content.decode()

    page = manager.post(f"{SCREEN}add/", {"name": "Plumbers", "start": "sample-plumbing"}, follow=True)

    assert "The dental sample" in offered
    assert "This draft is not published yet" in page.content.decode()
    with access.as_tenant(acme.pk):
        made = drafting.of(Script.objects.get(name="Plumbers"))
    assert made.questions == samples.load("plumbing").questions


def test_nobody_real_is_put_through_to_a_samples_people(manager: Client, acme: Tenant) -> None:
    manager.post(f"{SCREEN}add/", {"name": "Plumbers", "start": "sample-plumbing"})

    with access.as_tenant(acme.pk):
        assert drafting.of(Script.objects.get()).transfers == ()


def test_a_script_begins_as_a_copy_of_another(manager: Client, acme: Tenant, script: Script) -> None:
    manager.post(f"{SCREEN}add/", {"name": "Solar two", "start": f"script-{script.pk}"})

    with access.as_tenant(acme.pk):
        assert drafting.of(Script.objects.get(name="Solar two")) == SOLAR


def test_a_name_is_given_once(manager: Client, script: Script) -> None:
    page = manager.post(f"{SCREEN}add/", {"name": "Solar", "start": ""}).content.decode()

    assert "You have one like this already." in page


def test_nobody_copies_another_tenants_script(manager: Client, acme: Tenant, rival: Tenant, rows: Any) -> None:
    foreign = rows(rival, "SECRET")["script"].pk

    page = manager.post(f"{SCREEN}add/", {"name": "Mine", "start": f"script-{foreign}"}).content.decode()

    assert "Select a valid choice" in page
    assert "SECRET" not in page


@pytest.mark.parametrize("name", samples.names())
def test_opening_and_saving_a_script_changes_nothing(manager: Client, script: Script, name: str) -> None:
    Tenant.objects.update(is_demo=True)
    with access.as_tenant(script.tenant_id):
        drafting.save(script, samples.load(name))

    page = save(manager, script, form(samples.load(name)))

    assert "The draft is saved. Try it out" in page
    assert draft(script) == samples.load(name)


def test_the_editor_shows_words_and_no_json(manager: Client, script: Script) -> None:
    page = manager.get(f"{SCREEN}{script.pk}/change/").content.decode()

    assert "shingle: asphalt, composite, composition, shingles" in page
    assert 'placeholder="Hi {first_name}, this is {agent_name} from {company}."' in page
    assert "{&quot;" not in page


def test_an_edit_is_a_draft_and_reaches_no_lead(manager: Client, script: Script) -> None:
    with access.as_tenant(script.tenant_id):
        publish.draft(script, over=0, share=100, author="m", now=NOW)

    page = save(manager, script, form() | {"reason": "Is now good?", "qualify_at": "70"})

    assert "differs from version 1 in 2 things" in page
    assert (draft(script).reason, draft(script).qualify_at) == ("Is now good?", 70)
    with access.as_tenant(script.tenant_id):
        assert published.spoken(script)[0].typed == SOLAR


def test_every_line_of_a_script_can_be_written() -> None:
    shown = {field.name.removeprefix("lines-") for field in layout.FIELDS if field.name.startswith("lines-")}

    assert shown == set(Lines.model_fields)


def test_every_field_has_a_help_or_an_example() -> None:
    rows = [*layout.ROWS, *(inner for row in layout.ROWS for inner in row.rows)]
    fields = [*layout.FIELDS, *(field for row in rows for field in row.fields)]

    seen = [field for field in fields if field.widget is not Widget.HIDDEN]
    # "Not one of ours" is explained above the criteria.
    assert [each.name for each in seen if not (each.help or each.placeholder or each.options)] == ["disqualifies"]


def test_a_row_is_known_by_its_place_and_named_by_its_words(manager: Client, script: Script) -> None:
    posted = {
        "questions-7-ask": "When did you move in?",
        "questions-7-kind": "date",
        "questions-2-ask": "Own it?",
        "questions-2-kind": "yes_no",
        "questions-2-criteria-4-when": "is",
        "questions-2-criteria-4-value": "Yes",
        "questions-2-criteria-4-points": "60",
        "facts-0-topics": "the roof\nthe attic",
        "facts-0-answer": "We look at it.",
        "transfers-0-label": "sales",
        "transfers-0-phone": "(512) 867-5309",
    }

    save(manager, script, posted)

    made = draft(script)
    assert [each.id for each in made.questions] == ["when_did_you_move_in", "own_it"]
    assert made.questions[1].criteria[0].value is True
    assert (made.facts[0].id, made.facts[0].topics) == ("the_roof", ("the roof", "the attic"))
    assert made.transfers[0].phone == "+15128675309"


WRONG = [
    ({"booking-minutes": "5"}, "At least 10."),
    ({"booking-minutes": "soon"}, "A whole number, e.g. 30."),
    ({"opening": "x" * 700}, "At most 600 characters."),
    ({"language": "English"}, "compare it with the example"),
    ({"transfers-0-phone": "12"}, "Not a number that can be called"),
    ({"questions-1-kind": "colour"}, "Choose one of these."),
    ({"questions-1-criteria-0-points": "many"}, "A whole number"),
]


@pytest.mark.parametrize(("fields", "says"), WRONG)
def test_what_cant_be_read_is_said_beside_its_field_and_not_saved(
    manager: Client, script: Script, fields: dict[str, str], says: str
) -> None:
    page = save(manager, script, form() | fields)

    assert says in page.split("<form", 1)[1]
    assert "Not saved yet" in page
    assert draft(script) == SOLAR


def test_mistakes_are_marked_at_their_row(manager: Client, script: Script) -> None:
    page = save(manager, script, form() | {"questions-0-criteria-0-value": "maybe"})

    assert "Before it can be published" in page
    assert "No answer can meet “is maybe”: the answer is yes or no." in page


DEEDS = [
    ("questions-1-up", ["monthly_bill", "owns_home", "roof", "zip"]),
    ("questions-0-down", ["monthly_bill", "owns_home", "roof", "zip"]),
    ("questions-0-up", ["owns_home", "monthly_bill", "roof", "zip"]),
    ("questions-2-remove", ["owns_home", "monthly_bill", "zip"]),
    ("questions-add", ["owns_home", "monthly_bill", "roof", "zip", ""]),
    ("questions-9-remove", ["owns_home", "monthly_bill", "roof", "zip"]),
    ("nonsense", ["owns_home", "monthly_bill", "roof", "zip"]),
    ("lines-add", ["owns_home", "monthly_bill", "roof", "zip"]),
]


@pytest.mark.parametrize(("deed", "ids"), DEEDS)
def test_rows_move_without_javascript(manager: Client, script: Script, deed: str, ids: list[str]) -> None:
    answer = manager.post(f"{SCREEN}{script.pk}/change/", form() | {"do": deed})

    block = next(each for each in answer.context["blocks"] if each.id == "asking")
    shown = [next(i.typed for i in line.rare if i.spec.name == "id") for line in block.lists[0].lines]
    assert shown == ids
    assert draft(script) == SOLAR


def test_a_criterion_is_added_without_javascript(manager: Client, script: Script) -> None:
    posted = form() | {"do": "questions-0-criteria-add"}

    answer = manager.post(f"{SCREEN}{script.pk}/change/", posted)

    assert b'name="questions-0-criteria-2-points"' in answer.content


def test_the_longest_script_can_be_posted(manager: Client, script: Script) -> None:
    criteria = [{"when": "is_answered", "points": 1, "says": "x"}] * 20
    question = {"ask": "Why?", "kind": "text", "criteria": criteria}
    longest = having(
        questions=[{**question, "id": f"q{at}"} for at in range(15)],
        facts=[{"id": f"f{at}", "topics": ["x"], "answer": "y"} for at in range(60)],
    )

    save(manager, script, form(longest))

    assert draft(script) == longest


def test_publishing_lets_the_callers_in_first(manager: Client, script: Script) -> None:
    page = manager.post(f"{SCREEN}{script.pk}/publish/", {"over": "0", "note": "First"}, follow=True).content.decode()

    assert "Version 1 speaks in all calls from now on; 35 callers and 105 calls broke nothing." in page
    with access.as_tenant(script.tenant_id):
        [version] = published.spoken(script)
    assert (version.author, version.note, version.share) == ("manager@example.com", "First", 100)


def test_a_draft_that_a_caller_breaks_is_not_published(manager: Client, script: Script) -> None:
    with access.as_tenant(script.tenant_id):
        drafting.save(script, having(booking={"what": "a visit for 99 dollars, which a specialist confirms"}))

    page = manager.post(f"{SCREEN}{script.pk}/publish/", {"over": "0"}).content.decode()

    assert "It named a price that is in no text of the script." in page
    assert "I can book a visit for 99 dollars, which a specialist confirms for you." in page
    assert "Here it broke" in page
    with access.as_tenant(script.tenant_id):
        assert published.spoken(script) == []


def test_a_mistaken_draft_is_not_published(manager: Client, script: Script) -> None:
    with access.as_tenant(script.tenant_id):
        questions = [*SOLAR.model_dump(mode="json")["questions"]] * 2
        drafting.save(script, having(questions=questions[:5]))

    page = manager.get(f"{SCREEN}{script.pk}/publish/").content.decode()
    manager.post(f"{SCREEN}{script.pk}/publish/", {"over": "0"})

    assert "To be corrected first" in page
    assert "Let the callers in" not in page
    with access.as_tenant(script.tenant_id):
        assert published.spoken(script) == []


@pytest.fixture
def two(manager: Client, script: Script) -> Script:
    """Version 1 for 80 of 100 calls, version 2 for 20."""
    manager.post(f"{SCREEN}{script.pk}/publish/", {"over": "0"})
    save(manager, script, form() | {"reason": "Is now good?"})
    manager.post(f"{SCREEN}{script.pk}/publish/", {"over": "1", "share": "20"})
    return script


def shares(script: Script) -> dict[int, int]:
    with access.as_tenant(script.tenant_id):
        return {each.number: each.share for each in published.spoken(script)}


def test_versions_share_the_calls(manager: Client, two: Script) -> None:
    page = manager.get(f"{SCREEN}{two.pk}/versions/").content.decode()

    assert shares(two) == {1: 80, 2: 20}
    assert "1 change" in page


def test_a_version_is_promoted(manager: Client, two: Script) -> None:
    manager.post(f"{SCREEN}{two.pk}/versions/2/share/", {"over": "2", "share": "100"})

    assert shares(two) == {2: 100}


@pytest.mark.parametrize("share", ["", "x", "101", "-1", "9" * 20])
def test_a_share_is_a_number_up_to_a_hundred(manager: Client, two: Script, share: str) -> None:
    manager.post(f"{SCREEN}{two.pk}/versions/2/share/", {"over": "2", "share": share})

    assert shares(two) == {1: 80, 2: 20}


def test_who_looked_at_something_older_changes_nothing(manager: Client, two: Script) -> None:
    for at, posted in (("publish", {}), ("versions/1/back", {}), ("versions/2/share", {"share": "100"})):
        page = manager.post(f"{SCREEN}{two.pk}/{at}/", {"over": "1"} | posted, follow=True).content.decode()

        assert "Somebody has published meanwhile" in page
    assert shares(two) == {1: 80, 2: 20}


def test_going_back_shows_what_it_changes_and_speaks_again(manager: Client, two: Script) -> None:
    manager.post(f"{SCREEN}{two.pk}/versions/2/share/", {"over": "2", "share": "100"})

    page = manager.get(f"{SCREEN}{two.pk}/versions/1/").content.decode()
    manager.post(f"{SCREEN}{two.pk}/versions/1/back/", {"over": "2"})

    assert "The reason for the call was “Is now good?”" in page
    assert shares(two) == {3: 100}
    with access.as_tenant(two.tenant_id):
        assert published.spoken(two)[0].typed == SOLAR


def test_a_version_becomes_the_draft(manager: Client, two: Script) -> None:
    manager.post(f"{SCREEN}{two.pk}/versions/1/draft/")

    assert draft(two) == SOLAR


def test_discarding_brings_back_what_was_published_last(manager: Client, two: Script) -> None:
    save(manager, two, form())

    manager.post(f"{SCREEN}{two.pk}/discard/")

    assert draft(two).reason == "Is now good?"


def test_a_script_is_switched_off(manager: Client, two: Script) -> None:
    page = manager.post(f"{SCREEN}{two.pk}/switch/", follow=True).content.decode()

    assert "no call follows it" in page
    with access.as_tenant(two.tenant_id):
        assert published.names(two.tenant_id) == frozenset()


def test_the_list_says_what_is_spoken(manager: Client, two: Script) -> None:
    page = manager.get(SCREEN).content.decode()

    assert "version 1: 80 %, version 2: 20 %" in page
    assert "as published" in page


def test_the_rule_editor_offers_scripts_by_name(manager: Client, two: Script, acme: Tenant) -> None:
    with access.as_tenant(acme.pk):
        drafting.begin(acme, "Renters", SOLAR)

    fields = manager.get("/manage/acme/routing/draftrule/add/").context["adminform"].form.fields

    assert fields["script"].choices == [("", "The usual one"), ("Renters", "Renters, not in use"), ("Solar", "Solar")]


def test_a_rule_that_asks_for_a_script_out_of_use_is_told_so(manager: Client, two: Script) -> None:
    rule = {"name": "All", "is_enabled": "on", "answered_by": "ai_agent", "priority": "normal", "script": "Solar"}
    before = manager.post("/manage/acme/routing/draftrule/add/", rule, follow=True).content.decode()

    manager.post(f"{SCREEN}{two.pk}/switch/")

    assert "There is no script" not in before
    page = manager.get("/manage/acme/routing/draftrule/").content.decode()
    assert "There is no script “Solar” in use: the usual one would be followed." in page


PAGES = ["change/", "publish/", "callers/", "chat/", "replay/", "versions/", "versions/1/", "discard/", "switch/"]


@pytest.mark.parametrize("page", PAGES)
def test_another_tenants_script_is_not_there(
    manager: Client, rival: Tenant, rows: Callable[..., Any], page: str
) -> None:
    foreign = rows(rival, "SECRET")["script"].pk

    answers = [manager.get(f"{SCREEN}{foreign}/{page}"), manager.post(f"{SCREEN}{foreign}/{page}", form())]

    assert {answer.status_code for answer in answers} <= {404, 405, 302}
    assert all(b"SECRET" not in answer.content for answer in answers)
    with access.as_tenant(rival.pk):
        assert drafting.of(Script.objects.get()).reason == "SECRET"


@pytest.mark.parametrize("role", [Role.CLIENT, Role.REP])
@pytest.mark.parametrize("page", ["", "add/", *(f"1/{page}" for page in PAGES)])
def test_clients_and_reps_have_no_scripts(member: Callable[..., Client], role: str, page: str) -> None:
    client = member(role)

    assert client.get(SCREEN + page).status_code == client.post(SCREEN + page).status_code == 404


def test_no_sheet_makes_a_document_crash(acme: Tenant) -> None:
    odd = {"questions-0-criteria-0-x": "", "questions-1-choices": ":\n::", "transfers-0-phone": "", "facts-3-id": "é!"}

    read = sheet.read(odd)

    assert understanding.document(read, tenant=acme) is None
    assert read.rows["transfers"][0].errors == {"phone": "Write a phone number."}
