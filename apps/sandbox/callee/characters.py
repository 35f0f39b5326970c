"""How the people of the pretend world talk on the phone: what they answer to what they hear."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from apps.sandbox.numbers import Person

# What anybody says to a usual question, by the words in it; the first that fits.
ANSWERS: Sequence[tuple[str, str]] = (
    (r"recorded|all right\?", "That's fine."),
    (r"two minutes|good time|have a (minute|moment)", "Yes, sure."),
    (r"own (your|the) home|homeowner|own or rent", "Yes, I own it."),
    (r"electric|bill|per month|each month", "About one hundred and eighty dollars."),
    (r"kind of roof|shingle", "It has shingles on it."),
    (r"what can we do|check-?up", "I'd like a check-up and cleaning."),
    (r"hail|leak", "It's hail damage."),
    (r"before|first visit", "No, it would be my first time."),
    (r"claim", "Not yet."),
    (r"insurance", "Yes, I have Cigna."),
    (r"how (old|many years)", "About twenty years."),
    (r"zip|postal", "Seven eight seven zero four."),
    (r"when .*(start|begin|install|looking)|how soon", "In the next two months."),
    (r"anything else|any questions", "No, that's all. Thank you."),
    (r"(works|work|suits|better) for you|which (one|of)", "The first one works."),
    (r"e-?mail", "Ada at example dot com."),
    (r"name", "Ada Lovelace."),
    (r"still there|hear me", "Yes, I'm here."),
    (r"goodbye|have a (great|good)|talk to you", "Bye."),
)


@dataclass
class Character:
    """One call's. `answers` come before everybody's; `after` so many replies they say `then` whatever is asked."""

    hello: str = "Hello?"
    voice: str = "ada"
    answers: Sequence[tuple[str, str]] = ()
    after: int = 10_000
    then: str = ""
    hangs_up: bool = False
    fallback: str = "Yes."
    # A tone behind their first words, as machines that record have.
    beeps: bool = False
    # The share of what is said to them after which they speak; None: they hear it out.
    cuts_in_after: float | None = None
    is_done: bool = False
    _replies: int = field(default=0)

    def reply(self, heard: str) -> str:
        if not heard.strip():
            return ""
        said = self._answer(_asked(heard.lower()))
        if self._replies >= self.after and self.then:
            said, self.then = self.then, ""
        # Half a greeting that wants no answer is not yet a reply of theirs.
        self._replies += bool(said)
        self.is_done = said == "Bye."
        return said

    def _answer(self, heard: str) -> str:
        for pattern, answer in (*self.answers, *ANSWERS):
            if re.search(pattern, heard):
                return answer
        # A statement needs no reply; a question gets one.
        return self.fallback if "?" in heard else ""


def _asked(heard: str) -> str:
    """The last question, with the sentence before it; else the last sentence."""
    sentences = [each.strip() for each in re.split(r"(?<=[.?!])\s+", heard) if each.strip()]
    questions = [place for place, each in enumerate(sentences) if each.endswith("?")]
    last = questions[-1] if questions else len(sentences) - 1
    return " ".join(sentences[max(0, last - 1) : last + 1])


def of(person: Person) -> Character:
    """Who answers at this number, and how."""
    made = CHARACTERS.get(person.behaviour)
    return made() if made else Character(hello=person.says if person.says != "Hello?" else "Hello?")


CHARACTERS = {
    "cooperative": lambda: Character(hello="Hello?"),
    "hurried": lambda: Character(
        hello="Yes?", answers=((r"two minutes", "I have one minute, go ahead."),), voice="ben"
    ),
    "opt_out": lambda: Character(after=2, then="Take me off your list and don't call me again.", voice="grace"),
    "sceptical": lambda: Character(answers=((r"two minutes", "Who gave you my number?"),), voice="ben"),
    "asks_if_robot": lambda: Character(after=1, then="Am I talking to a machine?"),
    "wrong_person": lambda: Character(after=0, then="You have the wrong number. Nobody of that name lives here."),
    "interrupting": lambda: Character(cuts_in_after=0.7, voice="ben"),
    "wants_human": lambda: Character(after=1, then="I'd rather speak with a real person, please.", voice="grace"),
    "call_later": lambda: Character(after=1, then="I'm driving. Can you call me tomorrow at ten in the morning?"),
    "price_first": lambda: Character(after=1, then="Before anything else, what does it cost?", voice="ben"),
    "silent": lambda: Character(hello="", answers=((r"", ""),)),
    "voicemail": lambda: Character(
        hello="Hi, you've reached Grace. I can't take your call right now. Please leave a message after the tone.",
        answers=((r"", ""),),
        voice="grace",
        beeps=True,
    ),
    "screened": lambda: Character(
        hello="Hi, the person you're calling uses a screening service. Please say your name and why you're calling.",
        answers=((r"(from|this is) .*|request for a call", "Hello, this is Ada. Go ahead."),),
        voice="grace",
    ),
}
