"""What the agent does, and that nothing else can be done by it: on real rows, each argument checked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from apps.appointments.models import Appointment
from apps.calls.models import Conversation
from apps.compliance.models import DncEntry
from apps.core import clock
from apps.leads.models import Event, Lead
from apps.outreach.models import Step
from apps.scripts.document import Script
from apps.tenants import access
from apps.voice.books import Opened
from apps.voice.offers import Offers
from apps.voice.policy.brief import Brief
from apps.voice.policy.moves import (
    Book,
    CallbackPlanned,
    Disposition,
    End,
    FindSlots,
    HoldSlots,
    OptOut,
    RequestCallback,
    Result,
    TakeNote,
    Tool,
    ToolDone,
    ToolFailed,
    TransferTo,
)
from apps.voice.tools import MOST_CALLS, Tools
from tests import conversed
from tests.outreach.conftest import PHONE, Office, office, peer

__all__ = ["office", "peer"]

SCRIPT = Script.model_validate({"transfers": [{"id": "sales", "label": "a specialist", "phone": "+15125550142"}]})


@pytest.fixture
def talk(office: Office) -> Tools:
    """The tools of a call that is under way."""
    lead = office.lead()
    call = conversed.call(lead, at=clock.now() - timedelta(minutes=1), state="answered", ended_at=None)
    kept = conversed.conversation(call, at=clock.now())
    with access.as_tenant(office.tenant.pk):
        Conversation.objects.update(state="open", closed_at=None, disposition="")
    brief = replace(Brief.sample(), script=SCRIPT)
    opened = Opened(office.tenant.pk, str(kept.pk), str(call.pk), str(lead.pk), "", brief)
    return Tools(opened, Offers(SCRIPT.booking, str(call.pk)))


def use(talk: Tools, tool: Tool) -> Result:
    return talk.perform(tool, now=clock.now())


def conversation(office: Office) -> Conversation:
    with access.as_tenant(office.tenant.pk):
        return Conversation.objects.get()


def test_who_opts_out_is_on_the_list_with_their_words(office: Office, talk: Tools) -> None:
    assert use(talk, OptOut("stop calling me")) == ToolDone()

    with access.as_tenant(office.tenant.pk):
        entry = DncEntry.objects.get()
        assert Lead.objects.get().state == "blocked"
    assert (entry.phone, entry.reason) == (PHONE, "they said “stop calling me”")


def test_a_time_to_call_back_is_understood_planned_and_said(office: Office, talk: Tools) -> None:
    result = use(talk, RequestCallback("tomorrow at 3 pm"))

    assert isinstance(result, CallbackPlanned)
    assert result.spoken.endswith("at 3 PM")
    [step] = office.all(Step, kind="call")
    assert step.params["is_asked_for"]


def test_a_time_to_call_back_that_is_asked_for_twice_is_one_call(office: Office, talk: Tools) -> None:
    for _ in range(2):
        assert isinstance(use(talk, RequestCallback("tomorrow at 3 pm")), CallbackPlanned)

    assert len(office.all(Step, kind="call", state="ready")) == 1


def test_a_time_that_is_none_is_not_planned(office: Office, talk: Tools) -> None:
    assert isinstance(use(talk, RequestCallback("when pigs fly")), ToolFailed)

    assert not office.all(Step)


def test_they_are_put_through_to_the_script_s_own_people_only(office: Office, talk: Tools) -> None:
    assert isinstance(use(talk, TransferTo("+19005551234")), ToolFailed)
    assert conversation(office).transfer_to == ""

    assert use(talk, TransferTo("sales")) == ToolDone()
    assert (conversation(office).transfer_to, conversation(office).state) == ("+15125550142", "over")


def test_the_end_is_known_before_the_stream_is_closed(office: Office, talk: Tools) -> None:
    use(talk, End(Disposition.NOT_INTERESTED))

    assert (conversation(office).state, conversation(office).disposition) == ("over", "not_interested")


def test_a_note_is_on_the_timeline_and_not_endless(office: Office, talk: Tools) -> None:
    use(talk, TakeNote("wants to know about ladders " * 100))

    [told] = office.all(Event, kind="conversation.noted")
    assert len(told.facts["note"]) == 500


@pytest.mark.parametrize("tool", [Book("7-20261127T1500-1530"), HoldSlots(("7-20261127T1500-1530",))])
def test_a_time_that_was_not_offered_in_this_call_is_neither_held_nor_booked(talk: Tools, tool: Tool) -> None:
    use(talk, tool)

    with access.as_tenant(talk.opened.tenant_id):
        assert not Appointment.objects.exists()
        assert not Lead.objects.filter(state="booked").exists()


def test_without_a_calendar_nothing_is_offered(talk: Tools) -> None:
    assert isinstance(use(talk, FindSlots()), ToolFailed)


def test_after_too_many_tools_only_an_opt_out_and_the_end_are_left(office: Office, talk: Tools) -> None:
    for nth in range(MOST_CALLS):
        use(talk, TakeNote(f"note {nth}"))

    assert isinstance(use(talk, TakeNote("one more")), ToolFailed)
    assert use(talk, OptOut("stop")) == ToolDone()
    assert use(talk, End(Disposition.OPTED_OUT)) == ToolDone()


def test_another_tenant_s_lead_is_out_of_reach(office: Office, talk: Tools) -> None:
    stranger = replace(talk.opened, tenant_id=office.tenant.pk + 1)

    with pytest.raises(Lead.DoesNotExist):
        Tools(stranger, talk.offers).perform(OptOut("stop"), now=clock.now())
