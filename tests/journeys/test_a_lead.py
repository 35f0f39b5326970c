"""From a form post to a ringing phone."""

from tests.journeys.conftest import Scene


def test_a_lead_is_called_texted_and_kept_once(scene: Scene) -> None:
    answer = scene.post(firstName="Dana", lastName="Reyes", phone="+12145550123", email="dana@example.com")
    scene.settled()

    assert answer.json()["status"] == "received"
    seen = scene.seen_by_world("call.placed", "sms.sent", "crm.written")
    assert sorted(entry["kind"] for entry in seen) == ["call.placed", "crm.written", "sms.sent"]


def test_the_crm_knows_the_call_and_the_call_the_crms_record(scene: Scene) -> None:
    scene.post(firstName="Dana", phone="+12145550124", email="dana@example.com")
    scene.settled()

    (written,) = scene.seen_by_world("crm.written")
    assert scene.rows("SELECT crm_record_id FROM calls_call WHERE tenant_id = %s", scene.tenant) == [
        (written["facts"]["id"],)
    ]


def test_the_timeline_tells_the_way_in_order(scene: Scene) -> None:
    scene.post(firstName="Dana", phone="+12145550125", email="dana@example.com")
    scene.settled()

    scene.told("call.completed")
    scene.told("sms.delivered")
    kinds = scene.timeline()
    way = ["lead.received", "lead.committed", "call.requested", "call.placed", "call.ringing", "call.answered"]
    assert [kind for kind in kinds if kind in way] == way
    assert {"crm.written", "alert.sent"} <= set(kinds)


def test_a_thousand_copies_from_fifty_clients_are_one_lead(scene: Scene) -> None:
    answers = scene.flood(1_000, clients=50, firstName="Dana", phone="+12145550126", email="dana@example.com")
    scene.settled()

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["lead"] for answer in answers}) == 1
    assert [answer.json()["duplicate"] for answer in answers].count(False) == 1
    seen = scene.seen_by_world("call.placed", "sms.sent", "crm.written")
    assert sorted(entry["kind"] for entry in seen) == ["call.placed", "crm.written", "sms.sent"]


def test_a_busy_line_is_told_and_the_text_still_goes(scene: Scene) -> None:
    scene.post(firstName="Dana", phone="+12025550111", email="dana@example.com")
    scene.settled()

    scene.told("call.busy")
    scene.told("sms.delivered")


def test_a_number_on_the_do_not_call_list_is_neither_called_nor_texted(scene: Scene) -> None:
    scene.add_to_do_not_call("+12145550127")

    scene.post(firstName="Dana", phone="+12145550127", email="dana@example.com")
    scene.settled()

    assert not scene.seen_by_world("call.placed", "sms.sent")
    assert "lead.blocked" in scene.timeline()


def test_a_person_who_writes_stop_is_never_texted_again_and_the_crm_knows(scene: Scene) -> None:
    scene.post(firstName="Dana", phone="+12145550128", email="dana@example.com")
    scene.settled()

    scene.person_writes("+12145550128", "Stop!")

    scene.told("crm.flagged")
    *_, flagged = scene.seen_by_world("crm.written")
    assert flagged["facts"]["fields"] == {"leadhub_no_calls": "true", "leadhub_no_texts": "true"}
    answer = scene.post(firstName="Dana", phone="+12145550128", email="other@example.com")
    assert answer.json()["duplicate"] is True
    assert "optout.recorded" in scene.timeline()
    assert scene.rows("SELECT origin FROM compliance_dncentry WHERE tenant_id = %s", scene.tenant) == [("opted_out",)]
