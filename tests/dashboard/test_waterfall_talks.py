"""A conversation on the waterfall: whose time it was, how it ended, and that the CRM is told after it."""

from apps.dashboard.waterfall.facts import Fact, Owner
from apps.dashboard.waterfall.spans import spans

from .test_waterfall import ONE_CALL, told

TALK = {"call": "c1"}
ENDED = TALK | {"disposition": "booked", "score": 80, "is_qualified": True}


def test_a_conversation_is_the_agents_and_the_leads_time() -> None:
    facts = [*ONE_CALL, Fact("conversation.opened", 7_100, TALK), Fact("conversation.ended", 93_000, ENDED)]

    assert told(facts)[-2:] == [
        ("On the line", "lead", 7_000, 94_000),
        ("Talked 1:25, qualified with 80 points, booked", "talk", 7_100, 93_000),
    ]


def test_a_conversation_grows_while_they_talk() -> None:
    facts = [*ONE_CALL[:7], Fact("conversation.opened", 7_100, TALK)]

    talk = next(span for span in spans(facts, still_open={"c1"}) if span.owner is Owner.TALK)

    assert (talk.label, talk.end_ms) == ("Agent and lead talk", None)


def test_a_conversation_that_broke_off_is_a_failure() -> None:
    facts = [*ONE_CALL, Fact("conversation.opened", 7_100, TALK), Fact("conversation.broken", 9_000, TALK)]

    talk = next(span for span in spans(facts, still_open=()) if span.owner is Owner.TALK)

    assert (talk.end_ms, talk.ending, talk.has_failed) == (9_000, "broke off", True)


def test_the_crm_is_told_of_it_after_its_end() -> None:
    step = {"step": 9, "step_kind": "crm_conversation", "claimed_from": "ready"}
    facts = [
        *ONE_CALL,
        Fact("conversation.opened", 7_100, TALK),
        Fact("conversation.ended", 93_000, ENDED),
        Fact("step.started", 93_040, step),
        Fact("crm.noted", 93_400, {"step": 9}),
    ]

    crm = [span for span in spans(facts, still_open=()) if span.track == "CRM"]

    assert [(span.label, span.start_ms, span.end_ms) for span in crm] == [
        ("Waited its turn", 93_000, 93_040),
        ("Noted the conversation", 93_040, 93_400),
    ]


def test_a_text_that_confirms_a_booking_waits_from_the_booking_on() -> None:
    facts = [
        *ONE_CALL,
        Fact("appointment.booked", 60_000, {"appointment": "a1"}),
        Fact("step.started", 60_020, {"step": 9, "step_kind": "sms", "claimed_from": "ready"}),
        Fact("sms.requested", 60_030, {"step": 9, "message": "m9"}),
    ]

    waits = [span for span in spans(facts, still_open=()) if span.track == "Text" and span.is_wait]

    assert [(span.start_ms, span.end_ms) for span in waits][-1] == (60_000, 60_020)
