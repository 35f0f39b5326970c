"""A rule that wants a person gets one: chosen at the dial instant, bridged in when the lead answers."""

from apps.core import clock
from apps.intake import news
from apps.integrations.telephony.base import CallNews, CallStatus
from apps.leads.models import Event
from apps.outreach import kit
from apps.outreach.models import Step
from apps.routing import publish
from apps.routing.actions import ROUTE
from apps.routing.models import Rep, Team
from apps.tenants import access
from tests.integrations.telephony.test_twilio import SID, call

from .conftest import Office

REP = "+12145550177"


def team(office: Office) -> Team:
    with access.as_tenant(office.tenant.pk):
        made = Team.objects.create(tenant=office.tenant, name="Advisers")
        Rep.objects.create(tenant=office.tenant, team=made, name="Ann", phone=REP)
    return made


def published(office: Office) -> None:
    with access.as_tenant(office.tenant.pk):
        publish.draft(office.tenant, over=0, author="a manager", now=clock.now())
    kit.forget()


def dialled(office: Office, **route: object) -> Step:
    office.connect("telephony")
    office.peer.replies(201, call())
    return office.carry_out(office.promise("call", office.lead(), params={ROUTE: route} if route else {}))


def test_a_rep_of_the_team_is_chosen_and_the_timeline_says_who(office: Office) -> None:
    dialled(office, answered_by="team", team=team(office).pk)

    [told] = office.all(Event, kind="rep.chosen")
    assert (told.facts["rep_name"], told.facts["by"]) == ("Ann", "turn")


def test_without_such_a_rule_nobody_is_chosen(office: Office) -> None:
    team(office)

    dialled(office)

    assert office.all(Event, kind="rep.chosen") == []


def test_when_nobody_is_there_the_call_goes_all_the_same(office: Office) -> None:
    with access.as_tenant(office.tenant.pk):
        empty = Team.objects.create(tenant=office.tenant, name="Nobody")

    assert dialled(office, answered_by="team", team=empty.pk).state == "waiting"

    [told] = office.all(Event, kind="rep.chosen")
    assert told.facts["rep"] is None


def test_the_rep_is_bridged_in_when_the_lead_answers(office: Office) -> None:
    dialled(office, answered_by="team", team=team(office).pk)
    published(office)
    attempt = office.attempt()
    carrier = attempt.call.connection.telephony()

    document = news.call_answered(attempt, carrier, CallNews(SID, CallStatus.ANSWERED), now=clock.now())

    assert REP.encode() in document.body
