"""Cal.com: the contract, and what is Cal.com's own."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from apps.integrations.calendars.base import Busy, Deleted, Occupied, Offer
from apps.integrations.calendars.calcom import Calendar, EventType
from apps.integrations.errors import Rejected, Unanswered, Unauthorized, Unavailable
from apps.integrations.http import Http
from tests.contracts.calendars import DAY, HALF_AN_HOUR, MEETING, NOON, CalendarContract, at_another_time, known
from tests.contracts.hurry import http_to
from tests.contracts.peer import Peer
from tests.sandbox.outside import Outside

SAMPLES = Path(__file__).parents[2] / "samples"
# What the contract calls its calendars, in numbers: an event type has no other name.
NUMBERS = {"missing@example.com": "404", "broken@example.com": "500"}


def sample(name: str) -> Any:
    return orjson.loads((SAMPLES / name).read_bytes())


def made(**changes: object) -> dict[str, Any]:
    """Cal.com's answer to our appointment."""
    times = {"start": "2026-12-05T18:00:00.000Z", "end": "2026-12-05T18:30:00.000Z"}
    told: dict[str, Any] = sample("calcom_booking_201.json")
    return told | {"data": told["data"] | times | {"metadata": {"leadhub": MEETING.id}} | changes}


def listed(*bookings: dict[str, Any]) -> dict[str, Any]:
    return {"status": "success", "data": [each["data"] for each in bookings]}


class TestCalcom(CalendarContract):
    vendor = "calcom"
    books_at = "bookings"

    def calendar(self, url: str, http: Http, **settings: object) -> Calendar:
        values = {"api_key": "cal_live_x", "base_url": url, "calendar_id": "12"} | settings
        name = str(values["calendar_id"])
        values["calendar_id"] = NUMBERS.get(name) or (str(int(name[2:14], 16) + 10**15) if name[:2] == "c-" else name)
        return Calendar(EventType.model_validate(values), http)

    def at(self, peer: Peer) -> Calendar:
        return self.calendar(peer.url, http_to(peer.url))

    @pytest.fixture(autouse=True)
    def before_it(self, outside: Outside) -> None:
        """Cal.com books nothing in the past, whenever these tests run."""
        outside.post("/clock", json={"now": "2026-11-28T12:00:00Z"})

    # A 400 is looked into: see below.
    @pytest.mark.parametrize("status", [302, 404, 422])
    def test_any_other_refusal_is_final(self, peer: Peer, status: int) -> None:
        super().test_any_other_refusal_is_final(peer, status)

    def test_a_booking_is_sent_as_in_the_sample(self, peer: Peer) -> None:
        peer.replies(201, made())

        entry = self.at(peer).insert(replace(MEETING, guest_phone="+12025550143"))

        [request] = peer.requests
        told, wanted = orjson.loads(request.body), sample("calcom_booking_request.json")
        assert (request.method, request.path) == ("POST", "/v2/bookings")
        assert request.headers["cal-api-version"] == "2026-02-25"
        assert request.headers["authorization"] == "Bearer cal_live_x"
        assert set(told) == set(wanted)
        assert set(told["attendee"]) == set(wanted["attendee"]) - {"language"}
        assert (told["start"], told["eventTypeId"]) == ("2026-12-05T18:00:00Z", 12)
        assert told["metadata"] == {"leadhub": MEETING.id}
        assert (entry.id, entry.starts_at, entry.video_url) == ("FAKEbookingUid00000001", NOON, "")

    def test_what_is_offered_is_asked_for_in_its_own_version(self, peer: Peer) -> None:
        slots = {"2026-12-05": [{"start": "2026-12-05T12:00:00.000-06:00", "end": "2026-12-05T12:30:00.000-06:00"}]}
        peer.replies(200, {"status": "success", "data": slots})

        offers = self.at(peer).offers(starts_at=DAY[0], ends_at=DAY[1])

        [request] = peer.requests
        assert offers == [Offer(NOON, NOON + HALF_AN_HOUR)]
        assert request.headers["cal-api-version"] == "2024-09-04"
        assert request.query == {
            "eventTypeId": "12",
            "start": "2026-12-05T12:00:00Z",
            "end": "2026-12-06T00:00:00Z",
            "format": "range",
            "timeZone": "UTC",
        }

    def test_slots_without_an_end_are_no_free_time(self, peer: Peer) -> None:
        """Of a length that nobody has told an appointment can't be promised."""
        peer.replies(200, sample("calcom_slots_200.json"))

        with pytest.raises(Unanswered):
            self.taken(self.at(peer))

    def test_with_nothing_on_offer_everything_is_taken(self, peer: Peer) -> None:
        peer.replies(200, {"status": "success", "data": {}})

        assert self.taken(self.at(peer)) == [Busy(*DAY)]

    def test_a_taken_time_is_somebody_elses_after_a_look_for_ours(self, peer: Peer) -> None:
        peer.replies(400, sample("calcom_booking_taken_400.json"))
        peer.replies(200, listed(made(metadata={"leadhub": "another"})))

        with pytest.raises(Occupied):
            self.ask(peer)

        assert [each.method for each in peer.requests] == ["POST", "GET"]

    def test_a_taken_time_may_be_taken_by_ourselves(self, peer: Peer) -> None:
        peer.replies(400, sample("calcom_booking_taken_400.json"))
        peer.replies(200, listed(made(status="cancelled", uid="old"), made()))

        entry = self.at(peer).insert(MEETING)

        assert entry.id == "FAKEbookingUid00000001"
        assert peer.requests[1].query == {
            "eventTypeId": "12",
            "take": "100",
            "afterStart": "2026-12-05T17:59:00Z",
            "beforeEnd": "2026-12-05T18:31:00Z",
        }

    def test_any_400_may_have_booked_and_is_found_out(self, peer: Peer) -> None:
        peer.replies(400, sample("calcom_validation_400.json"))
        peer.replies(200, listed(made()))

        assert self.at(peer).insert(MEETING).starts_at == NOON

    def test_a_400_that_has_not_booked_is_final(self, peer: Peer) -> None:
        peer.replies(400, sample("calcom_validation_400.json"))
        peer.replies(200, listed())

        with pytest.raises(Rejected) as refusal:
            self.ask(peer)

        assert not isinstance(refusal.value, Occupied)

    def test_a_400_that_nobody_explains_may_have_booked(self, peer: Peer) -> None:
        peer.replies(400, sample("calcom_booking_taken_400.json"))
        peer.replies(500, "")

        with pytest.raises(Unanswered):
            self.ask(peer)

        assert [each.method for each in peer.requests] == ["POST", "GET"]

    def test_a_wrong_key_is_for_a_person(self, peer: Peer) -> None:
        peer.replies(401, sample("calcom_401.json"))

        with pytest.raises(Unauthorized):
            self.ask(peer)

    def test_a_limit_without_a_time_gets_one(self, peer: Peer) -> None:
        peer.replies(429, {"status": "error"})

        with pytest.raises(Unavailable) as limit:
            self.ask(peer)

        assert limit.value.retry_after_seconds == 10

    def test_nobody_is_booked_whom_cal_com_can_not_reach(self, peer: Peer) -> None:
        with pytest.raises(Rejected) as refusal:
            self.at(peer).insert(replace(MEETING, guest_email=""))

        assert refusal.value.code == "no_guest"
        assert peer.requests == []

    def test_a_number_is_enough(self, outside: Outside) -> None:
        by_phone = replace(MEETING, guest_email="", guest_phone="+12025550143")

        assert self.fresh(outside).insert(by_phone).starts_at == NOON

    def test_a_move_is_a_new_booking_that_the_old_one_names(self, outside: Outside) -> None:
        mine = self.fresh(outside)
        before = mine.insert(MEETING)

        moved = mine.move(at_another_time(known(before)))

        assert moved.id != before.id
        assert mine.fetch(known(before)) == moved
        assert outside.seen(calendar=mine.calendar_id) == ["calendar.booked", "calendar.booked", "calendar.cancelled"]

    def test_a_lost_answer_to_a_move_is_found_behind_the_old_name(self, outside: Outside) -> None:
        mine = self.fresh(outside)
        later = at_another_time(known(mine.insert(MEETING)))
        outside.break_(self.vendor, mode="accept_then_drop", path="reschedule")
        with pytest.raises(Unanswered):
            mine.move(later)
        outside.delete("/faults")

        assert mine.fetch(later).starts_at == later.starts_at

    def test_two_who_want_the_same_time_get_one_booking(self, outside: Outside) -> None:
        mine = self.fresh(outside)
        mine.insert(MEETING)

        with pytest.raises(Occupied):
            mine.insert(replace(MEETING, id="lh1"))

        assert outside.seen(calendar=mine.calendar_id) == ["calendar.booked"]

    def test_a_time_that_is_taken_is_none_to_move_to(self, outside: Outside) -> None:
        mine = self.fresh(outside)
        ours = known(mine.insert(MEETING))
        mine.insert(replace(at_another_time(MEETING), id="lh1"))

        with pytest.raises(Occupied):
            mine.move(at_another_time(ours))

        assert mine.fetch(ours).starts_at == NOON

    def test_what_a_host_has_cancelled_is_told(self, outside: Outside) -> None:
        mine = self.fresh(outside)
        ours = known(mine.insert(MEETING))
        mine.cancel(ours)

        with pytest.raises(Deleted):
            mine.fetch(ours)

    def test_another_version_is_another_body(self, outside: Outside) -> None:
        """As the sandbox has it from Cal.com: so that a forgotten header is seen here, not there."""
        headers = {"Authorization": "Bearer cal_live_x"}

        answer = outside.post("/calcom/v2/bookings", headers=headers, json={"eventTypeId": 12})

        assert answer.status_code == 400
        assert "timeZone" in answer.json()["error"]["message"]

    def test_bookings_in_a_circle_have_an_end(self, peer: Peer) -> None:
        peer.replies(200, made(rescheduledToUid="again", status="cancelled"))

        with pytest.raises(Unanswered):
            self.at(peer).fetch(replace(MEETING, external_id="first"))

        assert len(peer.requests) == 11
