"""Twilio's Conferences: find one, call somebody into it, hold, mute, remove."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from apps.sandbox import forms, world
from apps.sandbox.carrier import accounts, recordings, ringing, rooms
from apps.sandbox.carrier.accounts import API, TwilioRefused
from apps.sandbox.carrier.calls import Call, Calls
from apps.sandbox.carrier.rooms import Participant, Room, Rooms, Wishes
from apps.sandbox.carrier.talking import LISTEN_SECONDS
from apps.sandbox.forms import Form

VENDOR = accounts.VENDOR
refusal = accounts.refusal


async def listing(request: Request) -> Response:
    account, asked = accounts.of(request), request.query_params
    found = [
        room
        for room in world.of(request).of(Rooms).of(account)
        if asked.get("FriendlyName") in (None, room.name) and asked.get("Status") in (None, room.status)
    ]
    return accounts.page(request, "conferences", found)


async def one(request: Request) -> Response:
    return JSONResponse(_room(request).resource())


async def end(request: Request) -> Response:
    room, form = _room(request), await forms.read(request)
    if form.first("Status") == "completed":
        room.close()
    return JSONResponse(room.resource())


async def participants(request: Request) -> Response:
    return accounts.page(request, "participants", _room(request).participants)


async def invite(request: Request) -> Response:
    """Call somebody into the room; it is made by its name where it is not there yet."""
    account, form, here = accounts.of(request), await forms.read(request), world.of(request)
    accounts.check_number(form.first("To"), reachable=accounts.ELSEWHERE)
    room = here.of(Rooms).named(account, request.path_params["room"])
    call = Call(here, account, form.first("To"), form.first("From"), form)
    coming = room.expect(call, _wishes(form))
    here.of(Calls).add(call)
    call.life = here.spawn(_live(coming))
    return JSONResponse(coming.resource(), 201)


async def participant(request: Request) -> Response:
    return JSONResponse(_participant(request).resource())


async def change(request: Request) -> Response:
    who, form = _participant(request), await forms.read(request)
    who.room.change(who, muted=_choice(form, "Muted"), hold=_choice(form, "Hold"))
    return JSONResponse(who.resource())


async def remove(request: Request) -> Response:
    who = _participant(request)
    who.is_out.set()
    return Response(status_code=204)


async def _live(coming: Participant) -> None:
    """A call that goes straight into the room."""

    async def talk(call: Call) -> None:
        call.news("call.answered", at=call.answered_at, twiml=[], crm_id=None, answered_by=None)
        recordings.answered(call, call.wishes)
        person = call.world.people.at(call.to)
        seconds = LISTEN_SECONDS if person.talk_ms is None else person.talk_ms / 1000
        await rooms.sit(coming, talk_seconds=seconds)

    try:
        await ringing.live(coming.call, talk)
    finally:
        coming.room.leave(coming)


def _wishes(form: Form) -> Wishes:
    events = form.first("ConferenceStatusCallbackEvent", "start end").split()
    return Wishes(
        form.first("Label"),
        ends_room=form.first("EndConferenceOnExit") == "true",
        starts_room=form.first("StartConferenceOnEnter", "true") == "true",
        news_url=form.first("ConferenceStatusCallback"),
        news_events=tuple(events),
    )


def _choice(form: Form, name: str) -> bool | None:
    return form.first(name) == "true" if name in form.fields else None


def _room(request: Request) -> Room:
    account, name = accounts.of(request), request.path_params["room"]
    found = next((room for room in world.of(request).of(Rooms).of(account) if room.sid == name), None)
    if found is None:
        raise _not_found(request)
    return found


def _participant(request: Request) -> Participant:
    wanted = request.path_params["participant"]
    found = next((each for each in _room(request).participants if wanted in (each.call.sid, each.label)), None)
    if found is None:
        raise _not_found(request)
    return found


def _not_found(request: Request) -> TwilioRefused:
    path = request.url.path.removeprefix(f"/{VENDOR}")
    return TwilioRefused(404, 20404, f"The requested resource {path} was not found")


ROOMS = f"/{VENDOR}{API}/Accounts/{{account}}/Conferences"
PEOPLE = f"{ROOMS}/{{room}}/Participants"
routes = [
    Route(f"{ROOMS}.json", listing, methods=["GET"]),
    Route(f"{PEOPLE}.json", invite, methods=["POST"]),
    Route(f"{PEOPLE}.json", participants, methods=["GET"]),
    Route(f"{PEOPLE}/{{participant}}.json", participant, methods=["GET"]),
    Route(f"{PEOPLE}/{{participant}}.json", change, methods=["POST"]),
    Route(f"{PEOPLE}/{{participant}}.json", remove, methods=["DELETE"]),
    Route(f"{ROOMS}/{{room}}.json", one, methods=["GET"]),
    Route(f"{ROOMS}/{{room}}.json", end, methods=["POST"]),
]
