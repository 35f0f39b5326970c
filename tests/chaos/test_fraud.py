"""5,000 costly numbers through a form's valid token: three a prefix, a cap that holds, a pause; honest leads go on."""

import pytest

from apps.calls import prices
from tests.chaos.conftest import Stage
from tests.chaos.flood import CALLED, TEXTED, Flood, costly, prefixes, scattered

LEADS, HONEST = 5_000, 60
CALL = prices.of_call("+1214").most_micros
TEXT = prices.of("+1214").a_segment
# As a cadence or a rule would promise it, for everybody at once, without a call before it.
PROMISE_TEXTS = """
INSERT INTO outreach_step (tenant_id, lead_id, kind, queue, state, priority, key, params, due_at)
SELECT tenant_id, id, 'sms', 'urgent', 'ready', 2, 'sms:' || id, '{"text": "Sorry that we missed you."}', now()
FROM leads_lead WHERE tenant_id = %s AND phone <> '' RETURNING id
"""


def judge(flood: Flood, kind: str, *, cap_micros: int, one_micros: int) -> None:
    """By the carrier's journal, the ledger's highest sum, the source's state and the alert at Slack."""
    dialled, honest = flood.reached(kind, flood.costly), flood.reached(kind, flood.honest)
    paused_after, alerted_after = flood.paused_after()
    waited = flood.waited(kind, flood.honest)
    print(f"{kind}: {len(dialled)} of {len(flood.costly)} costly, {len(honest)} of {len(flood.honest)} honest")
    print(f"  the honest waited {waited[len(waited) // 2]:.1f} s, at most {waited[-1]:.1f} s")
    print(f"  paused after {paused_after:.1f} s, alerted after {alerted_after:.1f} s; refused: {dict(flood.refused)}")
    print(f"  spent at most ${flood.most_spent / 1e6:.2f}, cap ${cap_micros / 1e6:.2f}")
    assert max(prefixes(dialled).values()) <= 3
    assert {phone[:5] for phone in dialled} == {"+1214"}
    assert 0 < flood.most_spent <= cap_micros + one_micros
    assert max(paused_after, alerted_after) <= 60
    assert honest == dict.fromkeys(flood.honest, 1)


@pytest.mark.chaos
def test_a_flood_of_costly_leads_is_stopped_and_honest_ones_are_called_and_texted(stage: Stage) -> None:
    flood = Flood(stage(), costly(LEADS), scattered(HONEST))
    cap = 2 * HONEST * CALL
    flood.settle_in(cap_micros=cap)

    with flood.watched():
        flood.post()
        flood.settle(seconds=600)

    judge(flood, CALLED, cap_micros=cap, one_micros=CALL)
    assert set(flood.reached(TEXTED, flood.costly)) <= set(flood.reached(CALLED, flood.costly))
    assert flood.reached(TEXTED, flood.honest) == dict.fromkeys(flood.honest, 1)


@pytest.mark.chaos
def test_a_flood_of_texts_is_stopped_by_the_same_walls(stage: Stage) -> None:
    scene = stage()
    scene.rows("UPDATE outreach_playbook SET calls_leads = false WHERE tenant_id = %s RETURNING id", scene.tenant)
    flood = Flood(scene, costly(LEADS), scattered(HONEST))
    cap = 2 * HONEST * TEXT
    flood.settle_in(cap_micros=cap)

    flood.post()
    with flood.watched():
        scene.rows(PROMISE_TEXTS, scene.tenant)
        flood.settle(seconds=600)

    judge(flood, TEXTED, cap_micros=cap, one_micros=TEXT)


@pytest.mark.chaos
def test_numbers_that_have_nothing_in_common_spend_no_more_than_the_cap(stage: Stage) -> None:
    flood = Flood(stage(), scattered(250), scattered(250, area=212))
    cap = 20 * CALL + TEXT
    flood.settle_in(cap_micros=cap)

    with flood.watched():
        flood.post()
        flood.settle(seconds=120)

    calls = flood.reached(CALLED, flood.costly + flood.honest)
    alerts = [each["facts"]["text"] for each in flood.scene.rig.journal("alert.sent")]
    print(f"{len(calls)} calls, spent at most ${flood.most_spent / 1e6:.2f} of ${cap / 1e6:.2f}")
    assert 20 <= len(calls) < 500
    assert flood.most_spent <= cap + CALL
    assert sum("budget of the day is spent" in text for text in alerts) == 1
