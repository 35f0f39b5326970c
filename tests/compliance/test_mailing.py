"""E-mail at the gate: CAN-SPAM's demands and everybody who asked for silence; no hours, no numbers."""

import pytest

from apps.compliance import decisions, gate
from apps.compliance.closed import Closed
from apps.compliance.facts import Facts, Listed, Registry, Suppressed
from apps.compliance.models import GateDecision
from apps.compliance.verdict import Channel

from .cases import AT

MAY = {"email": "dana@example.com", "has_postal_address": True}


def judged(**traits: object) -> list[str]:
    values = {"at": AT, "channel": Channel.EMAIL, "phone": "", "region": "US", "countries": frozenset()} | MAY | traits
    return [reason.code for reason in gate.decide(Facts(**values), None).reasons]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("traits", "codes"),
    [
        ({}, []),
        ({"email": ""}, ["no_email"]),
        ({"has_postal_address": False}, ["no_postal_address"]),
        ({"suppressed": Suppressed.UNSUBSCRIBED}, ["unsubscribed"]),
        ({"suppressed": Suppressed.BOUNCED}, ["bounced"]),
        ({"suppressed": Suppressed.ADDED}, ["suppressed"]),
        ({"listed": Listed.OPTED_OUT}, ["opted_out"]),
        ({"listed": Listed.ADDED}, ["dnc"]),
        ({"listed": Listed.OPTED_OUT, "closes": Closed.SMS}, []),
        ({"listed": Listed.ADDED, "closes": Closed.CALL}, []),
        ({"listed_by_platform": True}, ["dnc_platform"]),
        ({"registries": (Registry("National", AT.date(), has_number=True),)}, []),
        ({"phone": "+37126123456"}, []),
        ({"suppressed": Suppressed.BOUNCED, "listed": Listed.OPTED_OUT}, ["bounced", "opted_out"]),
    ],
)
def test_every_reason_is_named_and_nothing_else_counts(traits: dict[str, object], codes: list[str]) -> None:
    assert judged(**traits) == codes


def test_every_cause_of_silence_has_its_reason() -> None:
    assert all(judged(suppressed=each) for each in Suppressed if each)


def test_a_refusal_reads_as_a_sentence_and_is_for_good() -> None:
    facts = Facts(AT, Channel.EMAIL, "", "US", frozenset(), **MAY | {"email": ""})  # type: ignore[arg-type]

    verdict = gate.decide(facts, None)

    assert verdict.sentence == "Not e-mailed: the lead has left no e-mail address."
    assert verdict.next_at is None


def test_a_decision_can_be_judged_again_from_what_was_kept() -> None:
    facts = Facts(AT, Channel.EMAIL, "", "US", frozenset({"US"}), suppressed=Suppressed.BOUNCED, **MAY)  # type: ignore[arg-type]
    row = decisions.of(gate.decide(facts, None), facts, tenant_id=1, lead_id=GateDecision().pk, step_id=1)

    assert decisions.facts_of(row) == facts
    assert "dana@example.com" not in str(row.inputs)
