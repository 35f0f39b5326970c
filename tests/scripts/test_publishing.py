"""Which versions of a script are spoken: published, given a share, rolled back, retired; and what they changed."""

import uuid
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.scripts import difference, drafting, publish, published, samples, shares
from apps.scripts.document import Script
from apps.scripts.models import Script as Named
from apps.scripts.models import ScriptVersion
from apps.scripts.publish import Alone, Mistaken, Overtaken
from apps.tenants import access
from apps.tenants.models import Tenant

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
SOLAR = samples.load("solar")


def having(**fields: object) -> Script:
    return Script.model_validate({**SOLAR.model_dump(mode="json"), **fields})


@pytest.fixture
def script(db: None) -> Named:
    tenant = Tenant.objects.create(slug="acme", name="Acme")
    with access.as_tenant(tenant.pk):
        return drafting.begin(tenant, "Solar", SOLAR)


def put(script: Named, *, over: int, share: int = 100) -> ScriptVersion:
    with access.as_tenant(script.tenant_id):
        return publish.draft(script, over=over, share=share, author="maria@acme.example", now=NOW, note="Hail")


def edit(script: Named, **fields: object) -> None:
    with access.as_tenant(script.tenant_id):
        drafting.save(script, having(**fields))


def spoken(script: Named) -> dict[int, int]:
    with access.as_tenant(script.tenant_id):
        return {each.number: each.share for each in published.spoken(script)}


def test_a_draft_is_not_spoken_before_it_is_published(script: Named) -> None:
    with access.as_tenant(script.tenant_id):
        chosen = published.choose(script.tenant_id, name="Solar", lead_id=uuid.uuid4())

    assert (chosen.version_id, chosen.document) == (None, Script())


def test_a_published_draft_is_spoken_and_remembers_who_and_why(script: Named) -> None:
    version = put(script, over=0)

    assert spoken(script) == {1: 100}
    assert (version.author, version.note, version.published_at) == ("maria@acme.example", "Hail", NOW)
    assert version.typed == SOLAR


def test_editing_the_draft_leaves_alone_what_is_published(script: Named) -> None:
    put(script, over=0)

    edit(script, reason="Is now good?")

    with access.as_tenant(script.tenant_id):
        assert published.spoken(script)[0].typed == SOLAR
        assert drafting.of(script).reason == "Is now good?"


def test_a_share_of_the_calls_leaves_the_rest_to_the_others(script: Named) -> None:
    put(script, over=0)

    put(script, over=1, share=20)

    assert spoken(script) == {1: 80, 2: 20}


def test_leads_hear_the_versions_by_their_shares(script: Named) -> None:
    first, second = put(script, over=0), put(script, over=1, share=25)
    with access.as_tenant(script.tenant_id):
        leads = [uuid.UUID(int=number) for number in range(200)]
        heard = Counter(published.choose(script.tenant_id, name="Solar", lead_id=lead).version_id for lead in leads)

    assert heard == {first.pk: 150, second.pk: 50}


def test_promoting_retires_the_others(script: Named) -> None:
    put(script, over=0)
    second = put(script, over=1, share=20)

    with access.as_tenant(script.tenant_id):
        publish.give(second, 100, over=2)

    assert spoken(script) == {2: 100}


def test_retiring_gives_the_share_back(script: Named) -> None:
    put(script, over=0)
    second = put(script, over=1, share=20)

    with access.as_tenant(script.tenant_id):
        publish.give(second, 0, over=2)
        second.refresh_from_db()

    assert spoken(script) == {1: 100}
    assert second.state == ScriptVersion.State.RETIRED


def test_the_only_one_cant_be_retired(script: Named) -> None:
    first = put(script, over=0)

    with access.as_tenant(script.tenant_id), pytest.raises(Alone):
        publish.give(first, 0, over=1)


def test_a_first_version_takes_all_calls(script: Named) -> None:
    with pytest.raises(Alone):
        put(script, over=0, share=50)


def test_rolling_back_is_a_publication_of_its_own(script: Named) -> None:
    first = put(script, over=0)
    edit(script, reason="Is now good?")
    put(script, over=1)

    with access.as_tenant(script.tenant_id):
        again = publish.again(first, over=2, author="maria@acme.example", now=NOW)
        draft = drafting.of(script)

    assert spoken(script) == {3: 100}
    assert (again.typed, again.restored_from) == (SOLAR, 1)
    assert draft.reason == "Is now good?"


def test_nobody_publishes_over_what_they_did_not_see(script: Named) -> None:
    put(script, over=0)

    with pytest.raises(Overtaken):
        put(script, over=0)

    assert spoken(script) == {1: 100}


def test_a_mistaken_draft_is_not_published(script: Named) -> None:
    edit(script, qualify_at=1000)

    with pytest.raises(Mistaken):
        put(script, over=0)


@given(st.dictionaries(st.integers(1, 9), st.integers(1, 100), min_size=1), st.integers(0, 100))
def test_shares_always_add_up_to_a_hundred(others: dict[int, int], taken: int) -> None:
    given_now = shares.beside(others, taken=taken)

    assert sum(given_now.values()) + taken == 100
    assert all(share >= 0 for share in given_now.values())


QUESTION = SOLAR.model_dump(mode="json")["questions"][0]
CHANGES = [
    ({"reason": "Is now good?"}, "The reason for the call was “You just asked about solar on our website."),
    ({"qualify_at": 70}, "The score that qualifies was 60, now 70."),
    ({"booking": {**SOLAR.booking.model_dump(), "is_on": False}}, "Booking was on, now off."),
    ({"questions": []}, "No longer asked: “Do you own your home?”"),
    ({"questions": [{**QUESTION, "ask": "Is it yours?"}]}, "“Do you own your home?” is now “Is it yours?”"),
    ({"questions": [{**QUESTION, "criteria": []}]}, "is yes: 30 points no longer counts; is no: not one of ours"),
    ({"facts": []}, "Taken away: the fact “warranty”."),
    ({"facts": [{"id": "pets", "topics": ["dog"], "answer": "Bring it."}]}, "New fact “pets”: “Bring it.”"),
    ({"transfers": []}, "Nobody is put through to a specialist any more."),
    ({"lines": {"goodbye": "Bye."}}, "The line “goodbye” was “Thanks for your time."),
]


@pytest.mark.parametrize(("fields", "says"), CHANGES)
def test_a_change_is_told_in_a_sentence(fields: dict[str, object], says: str) -> None:
    told = difference.words(SOLAR, having(**fields))

    assert says in " ".join(told)


def test_another_order_of_questions_is_told_and_nothing_else() -> None:
    turned = having(questions=list(reversed(SOLAR.model_dump(mode="json")["questions"])))

    assert difference.words(SOLAR, turned) == [
        "The questions come in another order: zip, roof, monthly bill, owns home."
    ]


def test_the_same_script_differs_in_nothing() -> None:
    assert difference.words(SOLAR, having()) == []
