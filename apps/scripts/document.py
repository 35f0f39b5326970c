"""A script as a manager writes it: what to find out, what to answer, when to book. Plain values, checked when read.

Every text is said aloud; {first_name}, {company}, {agent_name} and {rep_name} are filled in, and in the lines that are
about a time {when}, {slots} and {what}.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Spoken = Annotated[str, Field(max_length=600)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Phrases = Annotated[tuple[str, ...], Field(max_length=40)]


class Part(BaseModel):
    """A piece of a script: never changed, nothing in it that we don't know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Kind(StrEnum):
    """What sort of answer a question wants; decides how it is understood, and how long the agent waits for more."""

    YES_NO = "yes_no"
    NUMBER = "number"
    MONEY = "money"
    CHOICE = "choice"
    ZIP = "zip"
    DATE = "date"
    NAME = "name"
    EMAIL = "email"
    TEXT = "text"


class Choice(Part):
    """One of the answers to choose from, and other ways to say it."""

    value: Annotated[str, Field(max_length=60)]
    also: Phrases = ()


class Criterion(Part):
    """What an answer is worth. `disqualifies`: with it the lead is not one of ours, and the agent says goodbye."""

    when: Literal["is", "is_not", "at_least", "at_most", "is_answered"]
    value: bool | float | str | None = None
    points: Annotated[int, Field(ge=-100, le=100)] = 0
    says: Annotated[str, Field(max_length=120)] = ""
    disqualifies: bool = False


class Question(Part):
    """Something to find out. It is not asked if the form told one of `known_from` already."""

    id: Slug
    ask: Spoken
    kind: Kind
    choices: tuple[Choice, ...] = ()
    clarify: Spoken = ""
    known_from: Phrases = ()
    is_required: bool = True
    criteria: tuple[Criterion, ...] = ()


class Then(StrEnum):
    """What follows the answer to an objection."""

    GO_ON = "go_on"
    CALL_BACK = "call_back"
    END = "end"


class Objection(Part):
    """What leads say against it, in any of these phrases, and what the agent answers."""

    id: Slug
    phrases: Phrases
    answer: Spoken
    then: Then = Then.GO_ON


class Fact(Part):
    """What the business lets the agent tell. What is not here is never made up: a colleague will follow up."""

    id: Slug
    topics: Phrases
    answer: Spoken


class Booking(Part):
    """Which appointment is offered, and how soon; `what` goes into a sentence: "I can book {what} for you"."""

    is_on: bool = True
    what: Annotated[str, Field(max_length=80)] = "a short call with a specialist"
    minutes: Annotated[int, Field(ge=10, le=240)] = 30
    offers_at_once: Annotated[int, Field(ge=1, le=3)] = 2
    notice_minutes: Annotated[int, Field(ge=0, le=20_160)] = 120
    days_ahead: Annotated[int, Field(ge=1, le=30)] = 10
    # An unqualified lead gets none, but a promise that a colleague follows up.
    is_for_qualified_only: bool = True


class Transfer(Part):
    """Somebody the agent may put the lead through to. The agent names them; it never learns the number."""

    id: Slug
    label: Annotated[str, Field(max_length=60)]
    phone: Annotated[str, Field(pattern=r"^\+[1-9]\d{6,14}$")]


class Lines(Part):
    """What is always said in the same words, and so is rendered once."""

    called_us: Spoken = (
        "Hello {first_name}, thanks for calling {company}. This is {agent_name}. To get no more calls, press 9."
    )
    disclosure: Spoken = "I'm an AI assistant."
    recording: Spoken = "This call is recorded. Is that all right?"
    recording_declined: Spoken = "No problem, it won't be recorded."
    are_you_a_robot: Spoken = "Yes, I'm an AI assistant calling for {company}. I can put you through to a person."
    who_is_this: Spoken = "This is {agent_name}, the AI assistant of {company}. You asked us to get in touch."
    say_again: Spoken = "Sorry, I didn't catch that."
    still_there: Spoken = "Are you still there?"
    nobody_there: Spoken = "I can't hear you, so I'll let you go. We'll try again another time. Goodbye."
    one_moment: Spoken = "One moment."
    hold_on: Spoken = "Sure, take your time."
    got_it: Spoken = "Got it."
    a_colleague: Spoken = "I don't have that answer, but a colleague will follow up on it."
    no_price: Spoken = "I can't quote a price on the phone, but a colleague will go through it with you."
    wrong_person: Spoken = "I'm sorry to have bothered you. I'll take this number off our list. Goodbye."
    opted_out: Spoken = "Understood. You won't hear from us again. Goodbye."
    other_language: Spoken = "I'm sorry, I only speak English. A colleague will get back to you. Goodbye."
    ask_when: Spoken = "No problem. When would be a good time to call you back?"
    call_back: Spoken = "All right, we'll call you {when}. Talk to you then. Goodbye."
    transfer: Spoken = "Sure, I'll put you through. One moment, please."
    transfer_failed: Spoken = "Nobody is free right now. A colleague will call you back."
    offer: Spoken = "I can book {what} for you. I have {slots}. Which one works for you?"
    offer_one: Spoken = "I can book {what} for you. I have {slots}. Does that work for you?"
    offer_again: Spoken = "I have {slots}. Would that work for you?"
    # Between the last two of the slots.
    or_word: Annotated[str, Field(max_length=10)] = "or"
    slot_taken: Spoken = "I'm sorry, that time has just been taken."
    no_slots: Spoken = "I don't see a free time right now. A colleague will call you to find one."
    booked: Spoken = "You're booked for {when}. We'll text you the details."
    moved: Spoken = "Done, your appointment is now {when}. We'll text you the details."
    not_moved: Spoken = "I can't change it right now, so {when} stands. A colleague will call you about it."
    anything_else: Spoken = "Is there anything else I can do for you?"
    follow_up: Spoken = "Thank you, that's all I need. A colleague will get back to you."
    not_a_fit: Spoken = "Thanks for telling me. I don't think we can help with that right now. Have a good day."
    goodbye: Spoken = "Thanks for your time. Have a great day. Goodbye."
    voicemail: Spoken = "Hi {first_name}, this is {agent_name}, an AI assistant for {company}. We'll try you again."
    screening: Spoken = "This is {agent_name} from {company}, returning {first_name}'s request for a call."
    engine_failed: Spoken = "I'm sorry, I'm having trouble on my end. A colleague will call you back. Goodbye."


class Script(Part):
    """The whole of it. A lead is qualified from `qualify_at` points on, unless an answer disqualifies."""

    agent_name: Annotated[str, Field(max_length=40)] = "Alex"
    language: Annotated[str, Field(pattern=r"^[a-z]{2}-[A-Z]{2}$")] = "en-US"
    voice: Annotated[str, Field(max_length=80)] = ""
    tone: Annotated[str, Field(max_length=200)] = "Friendly, brief, never pushy."
    opening: Spoken = "Hi {first_name}, this is {agent_name} from {company}."
    # Said after the opening and the disclosure.
    reason: Spoken = "You just asked about our service. Do you have two minutes?"
    questions: Annotated[tuple[Question, ...], Field(max_length=15)] = ()
    objections: Annotated[tuple[Objection, ...], Field(max_length=30)] = ()
    facts: Annotated[tuple[Fact, ...], Field(max_length=60)] = ()
    booking: Booking = Booking()
    transfers: Annotated[tuple[Transfer, ...], Field(max_length=10)] = ()
    qualify_at: Annotated[int, Field(ge=-1000, le=1000)] = 50
    lines: Lines = Lines()
    # A machine that records gets the line for it; else the call is ended without a word.
    leaves_voicemail: bool = True
    most_minutes: Annotated[int, Field(ge=1, le=10)] = 10
