"""An e-mail to a lead: by the gate's leave, with a way out, at most once, and honest about what nobody knows."""

import threading
from collections.abc import Callable

import pytest

from apps.calls.models import Email
from apps.calls.reading import Contact
from apps.compliance.models import DncEntry, GateDecision, Suppression
from apps.compliance.verdict import Channel
from apps.core import clock
from apps.integrations.wire import smtp
from apps.outreach import execute, letters, replay
from apps.outreach.ledger import email_intent
from apps.outreach.ledger.email_intent import Intent
from apps.outreach.letters import Words
from apps.outreach.permit import Overtaken, Permit, ask
from apps.outreach.way_out import WayOut
from apps.tenants import access

from .mailroom import ADDRESS, DANA, Mailroom, mailroom

__all__ = ["mailroom"]


def suppress(room: Mailroom, origin: str, address: str = DANA) -> None:
    with access.as_tenant(room.office.tenant.pk):
        Suppression.put(room.office.tenant.pk, address, origin=Suppression.Origin(origin), reason="")


def opt_out(room: Mailroom) -> None:
    with access.as_tenant(room.office.tenant.pk):
        DncEntry.objects.create(tenant=room.office.tenant, phone="+12145550123", origin="opted_out")


def test_a_lead_is_written_to_with_all_that_the_law_asks_for(mailroom: Mailroom) -> None:
    step = mailroom.send()

    [mail] = mailroom.server.mails
    text = mailroom.read()
    way_out = WayOut(step.tenant_id, step.pk).url
    assert (step.state, mail["to"], mail["subject"]) == ("done", DANA, "Dana, your quote")
    assert text.startswith("Hi Dana,\nthis is Acme Solar.\n")
    assert ADDRESS in text
    assert f"Unsubscribe: {way_out}" in text
    assert (mail["list-unsubscribe"], mail["list-unsubscribe-post"]) == (f"<{way_out}>", "List-Unsubscribe=One-Click")
    assert mailroom.office.peer.open_transactions == 0


def test_the_timeline_tells_it_and_the_decision_is_kept(mailroom: Mailroom) -> None:
    lead = mailroom.lead()

    step = mailroom.send(lead)

    [email] = mailroom.emails()
    with access.as_tenant(lead.tenant_id):
        decision = GateDecision.objects.get()
    assert mailroom.told(lead) == ["email.requested", "email.sent"]
    assert (email.state, email.decision_id, email.address) == ("sent", decision.pk, DANA)
    assert (decision.channel, decision.email, decision.allowed) == ("email", DANA, True)
    assert step.external_id == email.message_id == letters.message_id(step.tenant_id, step.pk)


def test_the_links_carry_nothing_of_the_person(mailroom: Mailroom) -> None:
    step = mailroom.send()

    path = WayOut(step.tenant_id, step.pk).url.partition("/unsubscribe/")[2]
    assert not any(word in path.lower() for word in ("dana", "reyes", "acme", "2145550123"))


def test_an_e_mail_needs_no_lawful_hour_and_no_number(mailroom: Mailroom) -> None:
    assert mailroom.send(mailroom.lead(phone="")).state == "done"
    assert mailroom.send(mailroom.lead(phone="+37126123456")).state == "done"


@pytest.mark.parametrize(
    ("before", "code"),
    [
        (lambda room: suppress(room, "unsubscribed"), "unsubscribed"),
        (lambda room: suppress(room, "bounced"), "bounced"),
        (lambda room: suppress(room, "added"), "suppressed"),
        (opt_out, "opted_out"),
        (lambda room: room.office.play(postal_address=" \n"), "no_postal_address"),
        (lambda room: room.office.set(room.office.connections["mail"], is_active=False), "no_connection"),
    ],
)
def test_what_speaks_against_it_is_named(mailroom: Mailroom, before: Callable[[Mailroom], None], code: str) -> None:
    before(mailroom)

    step = mailroom.send()

    assert (step.state, step.error_code, mailroom.server.mails) == ("skipped", code, [])


def test_a_lead_without_an_address_is_passed_over_with_a_sentence(mailroom: Mailroom) -> None:
    lead = mailroom.lead(email="")

    step = mailroom.send(lead)

    assert (step.state, step.error_code) == ("skipped", "no_email")
    assert step.last_error == "the lead has left no e-mail address"
    assert "gate.blocked" in mailroom.office.timeline()


def test_another_tenants_list_and_one_that_is_lifted_close_nothing(mailroom: Mailroom) -> None:
    suppress(mailroom, "unsubscribed", "eve@example.com")
    suppress(mailroom, "unsubscribed")
    with access.as_tenant(mailroom.office.tenant.pk):
        Suppression.objects.filter(email=DANA).update(lifted_at=clock.now())

    assert mailroom.send().state == "done"


def test_an_address_of_nobody_is_not_written_to_again(mailroom: Mailroom) -> None:
    mailroom.server.answers[DANA] = "550 5.1.1 no such user"
    lead = mailroom.lead()

    first, second = mailroom.send(lead), mailroom.send(lead)

    assert [(step.state, step.error_code) for step in (first, second)] == [("skipped", "bounced")] * 2
    assert mailroom.told(lead) == ["email.requested", "email.bounced"]
    assert [email.state for email in mailroom.emails()] == ["failed"]


def test_a_busy_server_is_tried_again_under_the_same_id(mailroom: Mailroom) -> None:
    step = mailroom.promise()
    mailroom.server.answers["DATA"] = "451 4.3.0 later"
    states = [mailroom.office.carry_out(step).state]
    [failed] = mailroom.emails()
    mailroom.server.answers.clear()

    states.append(mailroom.office.carry_out(step).state)

    [email], [mail] = mailroom.emails(), mailroom.server.mails
    assert (states, failed.state, email.state) == (["ready", "done"], "failed", "sent")
    assert failed.message_id == email.message_id == mail["message-id"]
    assert failed.decision_id != email.decision_id


def test_a_silence_after_the_letter_is_told_and_never_repeated(
    mailroom: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "READ_SECONDS", 0.3)
    step = mailroom.promise()
    mailroom.server.answers["DATA"] = None
    states = [mailroom.office.carry_out(step).state]
    mailroom.server.answers.clear()

    stands = mailroom.office.carry_out(step)

    assert (states, stands.state, stands.error_code) == (["unknown"], "skipped", "uncertain")
    assert [email.state for email in mailroom.emails()] == ["unknown"]
    assert "may have arrived" in stands.last_error


def test_no_replay_sends_an_uncertain_one_again(mailroom: Mailroom) -> None:
    mailroom.server.answers["DATA"] = ""
    step = mailroom.promise()
    mailroom.office.carry_out(step)
    mailroom.server.answers.clear()
    mailroom.office.set(step, state="dead")

    with access.as_tenant(step.tenant_id):
        replay.step(step.tenant_id, step.pk, now=clock.now(), by="Ada")
    stands = mailroom.office.carry_out(step)

    assert (stands.error_code, mailroom.server.mails) == ("uncertain", [])


def test_a_worker_that_dies_before_its_intent_has_sent_nothing(mailroom: Mailroom) -> None:
    step = mailroom.promise(state="unknown")

    states = [mailroom.office.carry_out(step).state for _ in range(2)]

    assert (states, len(mailroom.server.mails)) == (["ready", "done"], 1)


def intend(room: Mailroom) -> Intent:
    """A worker has the step and the gate's leave, and is about to commit its intent."""
    claimed = room.office.claim(room.promise())
    contact = Contact(Channel.EMAIL, clock.now(), step_id=claimed.pk, has_postal_address=True)
    permit = ask(claimed, contact)
    assert isinstance(permit, Permit)
    return Intent(claimed, permit, room.office.connections["mail"], Words("Hi", "Hi"))


def test_a_worker_that_dies_after_its_intent_leaves_it_uncertain(mailroom: Mailroom) -> None:
    intent = intend(mailroom)
    email_intent.enter(intent, now=clock.now())
    mailroom.office.set(intent.step, state="unknown")

    stands = mailroom.office.carry_out(intent.step)

    assert (stands.state, stands.error_code, mailroom.server.mails) == ("skipped", "uncertain", [])


def test_an_intent_that_stands_is_not_entered_twice(mailroom: Mailroom) -> None:
    intent = intend(mailroom)
    first = email_intent.enter(intent, now=clock.now())
    again = ask(intent.step, Contact(Channel.EMAIL, clock.now(), step_id=intent.step.pk, has_postal_address=True))
    assert isinstance(again, Permit)

    second = email_intent.enter(Intent(intent.step, again, intent.connection, intent.words), now=clock.now())

    assert (isinstance(first, Email), second) == (True, None)


def test_an_unsubscription_between_the_question_and_the_letter_stops_it(mailroom: Mailroom) -> None:
    intent = intend(mailroom)
    suppress(mailroom, "unsubscribed")

    with pytest.raises(Overtaken):
        email_intent.enter(intent, now=clock.now())

    assert mailroom.emails() == []


def test_two_workers_with_one_step_write_once(mailroom: Mailroom) -> None:
    step = mailroom.office.claim(mailroom.promise())
    workers = [threading.Thread(target=execute.claimed, args=[step], kwargs={"clock": clock.now}) for _ in range(2)]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(mailroom.server.mails) == 1


def test_what_a_form_sent_as_a_name_becomes_no_header_and_no_link(mailroom: Mailroom) -> None:
    mailroom.send(mailroom.lead(first_name="Eve http://evil.example\r\nBcc: x@y.example"))

    [mail] = mailroom.server.mails
    assert (mail["subject"], mail["bcc"]) == ("Your quote", None)
    assert "evil.example" not in mailroom.read()
