"""Conference rooms: who sits in them, what they hear of each other, and the news of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from apps.sandbox.callbacks import Callbacks, Thread
from apps.sandbox.carrier.accounts import API, Account, TwilioRefused, new_sid
from apps.sandbox.carrier.calls import Call
from apps.sandbox.clock import rfc2822
from apps.sandbox.world import World

# Whoever was left behind hangs up soon.
LEFT_BEHIND_SECONDS = 0.5
NEWS = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
}


@dataclass(frozen=True)
class Wishes:
    """How somebody comes into a room."""

    label: str = ""
    ends_room: bool = False
    starts_room: bool = True
    news_url: str = ""
    news_events: tuple[str, ...] = ()


@dataclass(eq=False)
class Participant:
    """One call in a room, or on its way there."""

    room: Room
    call: Call
    wishes: Wishes
    muted: bool = False
    hold: bool = False
    is_in: bool = False
    joined_at: datetime | None = None
    is_out: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def label(self) -> str:
        return self.wishes.label

    def resource(self) -> dict[str, object]:
        """As the REST API shows it."""
        room = self.room
        calling = {"ringing": "ringing", "in-progress": "connected"}.get(self.call.status, "queued")
        return {
            "account_sid": room.account.sid,
            "call_sid": self.call.sid,
            "label": self.label or None,
            "call_sid_to_coach": None,
            "coaching": False,
            "conference_sid": room.sid,
            "date_created": rfc2822(self.call.created_at),
            "date_updated": rfc2822(self.joined_at or self.call.created_at),
            "end_conference_on_exit": self.wishes.ends_room,
            "muted": self.muted,
            "hold": self.hold,
            "start_conference_on_enter": self.wishes.starts_room,
            "status": "connected" if self.is_in else calling,
            "queue_time": "0",
            "uri": f"{room.uri}/Participants/{self.call.sid}.json",
        }


@dataclass(eq=False)
class Room:
    """One conference; its verbs change it, journal the fact and tell the application."""

    world: World
    account: Account
    name: str
    sid: str = field(default_factory=lambda: new_sid("CF"))
    status: str = "init"
    participants: list[Participant] = field(default_factory=list)
    news_url: str = ""
    news_events: tuple[str, ...] = ()
    thread: Thread = field(default_factory=Thread)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    _sequence: int = 0

    def __post_init__(self) -> None:
        self.created_at = self.world.clock.now()

    @property
    def uri(self) -> str:
        return f"{API}/Accounts/{self.account.sid}/Conferences/{self.sid}"

    @property
    def inside(self) -> list[Participant]:
        return [each for each in self.participants if each.is_in]

    def expect(self, call: Call, wishes: Wishes) -> Participant:
        """Somebody is on their way. Raises `TwilioRefused` while their label is taken."""
        if wishes.label and any(each.label == wishes.label for each in self.participants):
            raise TwilioRefused(400, 16026, "Participant label is already in use in this conference")
        coming = Participant(self, call, wishes)
        self.participants.append(coming)
        if not self.news_url:
            self.news_url, self.news_events = wishes.news_url, wishes.news_events
        return coming

    def enter(self, coming: Participant) -> None:
        coming.is_in, coming.joined_at = True, self.world.clock.now()
        self._tell("participant-join", coming)
        coming.call.news("room.joined", room=self.name, label=coming.label)
        if self.status == "init" and len(self.inside) > 1 and any(each.wishes.starts_room for each in self.inside):
            self.status = "in-progress"
            self._tell("conference-start", coming)
        self._stir()

    def leave(self, leaving: Participant) -> None:
        """Gone, once; the room is over with whoever ends it, and with the last one."""
        if leaving not in self.participants:
            return
        was_in = leaving.is_in
        self._let_go(leaving)
        if was_in and (leaving.wishes.ends_room or not self.inside):
            self.close()
        self._stir()

    def close(self) -> None:
        """Everybody is out, and then the room is over."""
        if self.status == "completed":
            return
        self.status = "completed"
        for each in list(self.participants):
            self._let_go(each)
        self._tell("conference-end", None)

    def _let_go(self, leaving: Participant) -> None:
        self.participants.remove(leaving)
        leaving.is_out.set()
        if leaving.is_in:
            leaving.is_in = False
            leaving.call.news("room.left", room=self.name, label=leaving.label)
            self._tell("participant-leave", leaving)

    def change(self, who: Participant, *, muted: bool | None, hold: bool | None) -> None:
        if muted is not None and muted != who.muted:
            who.muted = muted
            self._tell("participant-mute" if muted else "participant-unmute", who)
        if hold is not None and hold != who.hold:
            who.hold = hold
            self._tell("participant-hold" if hold else "participant-unhold", who)
        who.call.news("room.changed", room=self.name, label=who.label, muted=who.muted, hold=who.hold)

    def resource(self) -> dict[str, object]:
        """As the REST API shows it."""
        return {
            "sid": self.sid,
            "account_sid": self.account.sid,
            "friendly_name": self.name,
            "status": self.status,
            "region": "us1",
            "date_created": rfc2822(self.created_at),
            "date_updated": rfc2822(self.created_at),
            "api_version": API.strip("/"),
            "reason_conference_ended": None,
            "call_sid_ending_conference": None,
            "uri": f"{self.uri}.json",
            "subresource_uris": {"participants": f"{self.uri}/Participants.json"},
        }

    def _stir(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()

    def _tell(self, event: str, about: Participant | None) -> None:
        if not self.news_url or NEWS[event] not in self.news_events:
            return
        number, self._sequence = self._sequence, self._sequence + 1
        form = {
            "ConferenceSid": self.sid,
            "FriendlyName": self.name,
            "AccountSid": self.account.sid,
            "SequenceNumber": str(number),
            "Timestamp": rfc2822(self.world.clock.now()),
            "StatusCallbackEvent": event,
        }
        if about:
            form |= {
                "CallSid": about.call.sid,
                "ParticipantLabel": about.label,
                "Muted": str(about.muted).lower(),
                "Hold": str(about.hold).lower(),
                "EndConferenceOnExit": str(about.wishes.ends_room).lower(),
                "StartConferenceOnEnter": str(about.wishes.starts_room).lower(),
            }
        self.world.of(Callbacks).tell(self.account.letter(self.news_url, form), self.thread)


class Rooms:
    """Every room of this run; of one name there is one at a time."""

    def __init__(self, world: World) -> None:
        self.by_sid: dict[str, Room] = {}
        self._world = world

    def named(self, account: Account, name: str) -> Room:
        """The room of that name, made where there is none."""
        if found := self.open(account, name):
            return found
        made = Room(self._world, account, name)
        self.by_sid[made.sid] = made
        return made

    def open(self, account: Account, name: str) -> Room | None:
        """The room with that id or name that is not over."""
        mine = (room for room in self.of(account) if name in (room.sid, room.name) and room.status != "completed")
        return next(mine, None)

    def of(self, account: Account) -> Iterator[Room]:
        """The newest first."""
        return (room for room in reversed(self.by_sid.values()) if room.account.sid == account.sid)


async def sit(who: Participant, *, talk_seconds: float) -> None:
    """From coming in to going out: by themselves when they have talked enough, or as the room wants."""
    room = who.room
    room.enter(who)
    try:
        while not who.is_out.is_set():
            seconds = _patience(who, talk_seconds)
            changed = asyncio.ensure_future(room.changed.wait())
            gone = asyncio.ensure_future(who.is_out.wait())
            done, waiting = await asyncio.wait({changed, gone}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            for each in waiting:
                each.cancel()
            if not done:
                return
    finally:
        room.leave(who)


def _patience(who: Participant, talk_seconds: float) -> float | None:
    """How long they stay as things are; None as long as it takes.

    The one who ends the room by leaving is the guest: they hang up when they have talked. The others stay with them,
    and go when nobody is there any more.
    """
    others = [each for each in who.room.inside if each is not who]
    if who.wishes.ends_room:
        return talk_seconds if others and not who.hold else None
    return None if others or who.room.status == "init" else LEFT_BEHIND_SECONDS
