"""A machine's voice needs a stored written consent; without it the playbook says what is done instead."""

from typing import Any

import pytest
from pytest_django.fixtures import Settings

from apps.calls.models import Call
from apps.calls.reading import Contact
from apps.compliance.models import ConsentProof, GateDecision
from apps.compliance.rules.rows import Consent
from apps.compliance.verdict import Channel
from apps.core import clock
from apps.leads.models import Lead
from apps.outreach import kit, permit, voice
from apps.outreach.kit import Kit
from apps.outreach.models import Step
from apps.outreach.outcomes import Again, Outcome, Skipped
from apps.outreach.permit import Permit
from apps.scripts.models import Script, ScriptVersion
from apps.tenants import access
from tests.integrations.telephony.test_twilio import call

from .conftest import Office

AI = {"route": {"answered_by": "ai_agent", "agent": "Robin"}}


def proven(office: Office, lead: Lead, **traits: Any) -> None:
    values = {"level": Consent.WRITTEN, "names_automation": True, "phone": lead.phone, "received_at": clock.now()}
    with access.as_tenant(office.tenant.pk):
        ConsentProof.objects.create(tenant=office.tenant, lead=lead, **(values | traits))


def asked(step: Step, *, by_machine: bool) -> Permit | Outcome:
    return permit.ask(step, Contact(Channel.CALL, clock.now(), step_id=step.pk, artificial_voice=by_machine))


def fallen_back(office: Office, step: Step) -> Permit | Outcome:
    contact = Contact(Channel.CALL, clock.now(), step_id=step.pk, artificial_voice=True)
    return voice.ask(step, contact, kit.of(office.tenant.pk, now=clock.now()).playbook)


def reasons(office: Office) -> list[list[str]]:
    with access.as_tenant(office.tenant.pk):
        return [[each["code"] for each in row.reasons] for row in GateDecision.objects.order_by("pk")]


@pytest.fixture
def step(office: Office) -> Step:
    office.connect("telephony")
    return office.promise("call", office.lead(), params=AI)


def lead_of(step: Step) -> Lead:
    with access.as_tenant(step.tenant_id):
        return step.subject()


def test_a_machine_may_not_call_without_a_written_consent(office: Office, step: Step) -> None:
    assert asked(office.claim(step), by_machine=True) == Skipped(
        "an AI voice may call only with a written consent that is stored", code="consent_ai"
    )
    assert reasons(office) == [["consent_ai"]]


def test_who_lacks_a_check_and_the_consent_for_a_machine_is_called_by_a_person_once_checked(
    office: Office, step: Step
) -> None:
    office.connect("scrub", "dncscrub", login_id="l", base_url=office.peer.url, price="0.005")

    outcome = fallen_back(office, office.claim(step))

    assert isinstance(outcome, Again)
    assert reasons(office) == [["unchecked", "consent_ai"], ["unchecked"]]


def test_a_machine_may_call_with_a_written_consent(office: Office, step: Step) -> None:
    proven(office, lead_of(step))

    granted = asked(office.claim(step), by_machine=True)

    assert isinstance(granted, Permit)
    assert granted.decision.inputs["consent"] == Consent.WRITTEN
    assert granted.decision.inputs["artificial_voice"] is True


@pytest.mark.parametrize(
    "traits",
    [{"level": Consent.EXPRESS}, {"names_automation": False}, {"phone": "+12145550199"}],
    ids=["only express", "no word of machines", "for another number"],
)
def test_a_lesser_consent_lets_a_person_call_and_no_machine(
    office: Office, step: Step, traits: dict[str, object]
) -> None:
    proven(office, lead_of(step), **traits)
    claimed = office.claim(step)

    assert isinstance(asked(claimed, by_machine=True), Skipped)
    assert isinstance(asked(claimed, by_machine=False), Permit)


def test_the_best_of_several_proofs_counts(office: Office, step: Step) -> None:
    proven(office, lead_of(step))
    proven(office, lead_of(step), level=Consent.INQUIRY)

    assert isinstance(asked(office.claim(step), by_machine=True), Permit)


def test_a_bridge_is_a_persons_call(office: Office, step: Step) -> None:
    office.play(without_ai_consent="bridge")

    granted = fallen_back(office, office.claim(step))

    assert isinstance(granted, Permit)
    assert "artificial_voice" not in granted.decision.inputs
    assert reasons(office) == [["consent_ai"]]


@pytest.mark.parametrize(("choice", "texts"), [("text", 1), ("nothing", 0)])
def test_in_place_of_the_call_a_text_is_sent_or_nothing(office: Office, step: Step, choice: str, texts: int) -> None:
    office.play(without_ai_consent=choice)

    outcome = fallen_back(office, office.claim(step))

    assert isinstance(outcome, Skipped)
    assert outcome.code == "consent_ai"
    assert len(office.all(Step, kind="sms")) == texts


def works(office: Office) -> Kit:
    return kit.of(office.tenant.pk, now=clock.now())


@pytest.fixture
def speaking(office: Office, settings: Settings) -> None:
    """There are a voice process and a script."""
    settings.LEADHUB_VOICE_URL = "wss://voice.leadhub.example"
    with access.as_tenant(office.tenant.pk):
        script = Script.objects.create(tenant=office.tenant, name="Usual")
        ScriptVersion.objects.create(tenant=office.tenant, script=script, number=1, state="published", share=100)
    kit.forget()


@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize("agent_answers", [True, False])
def test_a_machine_speaks_where_a_rule_or_the_playbook_wants_it(
    office: Office, step: Step, agent_answers: bool
) -> None:
    office.play(agent_answers=agent_answers)
    plain = office.promise("call", office.lead("+12145550188"))

    assert voice.is_artificial(step, works(office))
    assert voice.is_artificial(plain, works(office)) is agent_answers


def test_nobody_speaks_without_a_script(office: Office, step: Step, settings: Settings) -> None:
    settings.LEADHUB_VOICE_URL = "wss://voice.leadhub.example"

    assert not voice.is_artificial(step, works(office))


@pytest.mark.usefixtures("speaking")
def test_nobody_speaks_without_a_voice(office: Office, step: Step, settings: Settings) -> None:
    settings.LEADHUB_VOICE_URL = ""

    assert not voice.is_artificial(step, works(office))


def test_todays_calls_are_a_persons_whatever_a_rule_wants(office: Office, step: Step) -> None:
    office.peer.replies(201, call())

    assert office.carry_out(step).state == "waiting"

    assert len(office.all(Call)) == 1
    with access.as_tenant(office.tenant.pk):
        assert "artificial_voice" not in GateDecision.objects.get().inputs
