"""The people of the pretend world: the number decides what happens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from zlib import crc32

PERSONAS = {
    "screened": "An assistant app asks who is calling and why, then puts you through.",
    "cooperative": "Hello? Yes, I filled in that form. I'd love a quote.",
    "hurried": "I have one minute, go ahead.",
    "opt_out": "Take me off your list and don't call me again.",
    "sceptical": "Who gave you my number?",
    "asks_if_robot": "Am I talking to a machine?",
    "wrong_person": "You have the wrong number, nobody of that name lives here.",
    "wants_human": "I'd rather speak with a real person, please.",
    "call_later": "I'm driving. Can you call me tomorrow morning?",
    "price_first": "Before anything else: what does it cost?",
    "silent": "…",
}
# What only a SIP trunk shows; by other carriers these answer.
BY_SIP = {
    "away": "The phone is switched off (480).",
    "overloaded": "The carrier has no line to spare (503).",
    "unwanted": "Says that nobody wants your calls (607).",
    "blocked": "An analytics engine has rejected you (608).",
    "moved": "Has another number now (302).",
    "never_rings": "The carrier says 100 Trying, and nothing more.",
    "crosses": "Picks up at the moment you give up.",
    "early_media": "A ringing tone is played before the answer (183).",
    "rtp_stops": "A second after hello the line dies.",
    "holds": "Puts you on hold, and comes back.",
    "refreshes": "The carrier refreshes the session (UPDATE).",
    "accepts": "A rep: hears you out, and presses 1.",
    "echo": "Says what you say.",
    "tone": "Hums without end.",
}
# What refuses by SIP: the status, and how the call ended.
SIP_REFUSALS = {
    "busy": (486, "busy"),
    "declined": (603, "busy"),
    "unavailable": (404, "failed"),
    "away": (480, "no-answer"),
    "overloaded": (503, "failed"),
    "unwanted": (607, "failed"),
    "blocked": (608, "failed"),
    "moved": (302, "failed"),
}


@dataclass(frozen=True)
class Person:
    """Who has a number, and how they take a call or a text."""

    number: str
    behaviour: str = "answer"
    says: str = "Hello?"
    line: str = "mobile"
    ring_ms: int | None = None
    talk_ms: int | None = None


CAST = (
    Person("+12025550110", "answer", "Hello, this is Ada."),
    Person("+12025550111", "busy", "The line is engaged: beep, beep, beep."),
    Person("+12025550112", "no_answer", "It rings and rings; nobody picks up."),
    Person("+12025550113", "voicemail", "You've reached Grace. Please leave a message after the tone."),
    Person("+12025550114", "hang_up", "Hello? … (click)"),
    Person("+12025550115", "declined", "Sees the number and presses Decline."),
    Person("+12025550116", "unavailable", "The number you have dialled is not in service.", line="unreachable"),
    Person("+12025550117", "answer", "Hello? This is a landline; it takes no texts.", line="landline"),
    Person("+12025550118", "unwanted", "Marks the call as unwanted (SIP 607)."),
    Person("+12025550119", "blocked", "Analytics block the call before it rings (SIP 608)."),
    Person("+12025550170", "no_press", "Picks up, listens, and presses nothing."),
    Person("+12025550171", "fax", "A fax: one long tone."),
    *(Person(f"+12025550{120 + n}", persona, says) for n, (persona, says) in enumerate(PERSONAS.items())),
    *(Person(f"+12025550{140 + n}", trait, says) for n, (trait, says) in enumerate(BY_SIP.items())),
)


class People:
    """Everybody who has a phone; who isn't listed answers after their usual ring time."""

    def __init__(self, *, ring_ms: int | None = None, cast: Iterable[Person] = CAST) -> None:
        self.ring_ms = ring_ms
        self._cast = {person.number: person for person in cast}

    def listed(self) -> list[Person]:
        return list(self._cast.values())

    def at(self, number: str) -> Person:
        return self._cast.get(number) or Person(number)

    def change(self, number: str, **traits: object) -> Person:
        # mypy can't check names given at run time; the control API has checked them.
        person = replace(self.at(number), **traits)  # type: ignore[arg-type]
        self._cast[number] = person
        return person

    def ring_seconds(self, person: Person) -> float:
        """Their own ring time, else everybody's, else 1.5 to 4 s fixed by the number."""
        for ring_ms in (person.ring_ms, self.ring_ms):
            if ring_ms is not None:
                return ring_ms / 1000
        return 1.5 + crc32(person.number.encode()) % 2501 / 1000
