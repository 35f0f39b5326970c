"""The editor's sections, fields, helps and examples, in the order in which a manager thinks of a call."""

from collections.abc import Iterator

from apps.scripts.document import Kind, Lines, Script

from .fields import Field, Rows, Section, Widget

FILLED = "You may use {first_name}, {company}, {agent_name} and {rep_name}."
_KINDS = (
    (Kind.YES_NO, "Yes or no"),
    (Kind.CHOICE, "One of some choices"),
    (Kind.NUMBER, "A number"),
    (Kind.MONEY, "An amount of money"),
    (Kind.ZIP, "A zip code"),
    (Kind.DATE, "A date or time"),
    (Kind.NAME, "A name"),
    (Kind.EMAIL, "An e-mail address"),
    (Kind.TEXT, "Anything, in their own words"),
)
_WHEN = (
    ("is", "is"),
    ("is_not", "is not"),
    ("at_least", "is at least"),
    ("at_most", "is at most"),
    ("is_answered", "is given at all"),
)
_THEN = (("go_on", "go on with the questions"), ("call_back", "ask when to call back"), ("end", "say goodbye"))

_CRITERIA = Rows(
    "criteria",
    "criterion",
    (
        Field("when", "If the answer", widget=Widget.SELECT, options=_WHEN),
        Field("value", "Value", widget=Widget.VALUE, placeholder="yes, 200 or tile"),
        Field("points", "Points", widget=Widget.NUMBER, placeholder="0"),
        Field("says", "Reason, for the rep", placeholder="owns the home"),
        Field("disqualifies", "Not one of ours", widget=Widget.CHECK),
    ),
    help="What an answer is worth. “Not one of ours” ends the call kindly.",
    most=20,
)
_QUESTIONS = Rows(
    "questions",
    "question",
    (
        Field(
            "ask",
            "What the agent asks",
            "One short question, e.g. Do you own your home?",
            Widget.AREA,
            is_spoken=True,
        ),
        Field("kind", "Kind of answer", "Decides how the answer is understood.", Widget.SELECT, options=_KINDS),
        Field("is_required", "Must be answered", "If not, the agent asks once and goes on.", Widget.CHECK),
        Field(
            "choices",
            "Choices",
            "One a line; behind a colon other ways to say it, e.g. tile: clay, Spanish tile",
            Widget.CHOICES,
            "shingle: asphalt, composite\ntile: clay, Spanish tile",
            only_for="choice yes_no",
        ),
        Field(
            "clarify",
            "Asked again as",
            "When the answer was not understood, e.g. Sorry, is the house yours, or do you rent it?",
            Widget.AREA,
            is_spoken=True,
            is_rare=True,
        ),
        Field(
            "known_from",
            "Not asked if the form told",
            "Names of form fields, one a line, e.g. homeowner",
            Widget.LINES,
            is_rare=True,
        ),
        Field(
            "id",
            "Short name",
            "In summaries and in the CRM, e.g. owns_home; empty: made of the question.",
            is_rare=True,
        ),
    ),
    help="Asked from top to bottom. What the form has told already is not asked.",
    most=15,
    rows=(_CRITERIA,),
)
_OBJECTIONS = Rows(
    "objections",
    "objection",
    (
        Field("id", "Short name", widget=Widget.HIDDEN),
        Field(
            "phrases",
            "What leads say",
            "One a line, in their words, e.g. I have to ask my wife",
            Widget.LINES,
            "not interested\nI'm all set",
        ),
        Field("answer", "What the agent answers", "A sentence or two, never a price.", Widget.AREA, is_spoken=True),
        Field("then", "And then", widget=Widget.SELECT, options=_THEN),
    ),
    most=30,
)
_FACTS = Rows(
    "facts",
    "fact",
    (
        Field("id", "Short name", widget=Widget.HIDDEN),
        Field(
            "topics",
            "What leads ask",
            "One a line, e.g. how long does the installation take",
            Widget.LINES,
            "warranty\nwhat happens if it breaks",
        ),
        Field(
            "answer",
            "What the agent answers",
            "Only what is true for everybody. For prices say who confirms them.",
            Widget.AREA,
            is_spoken=True,
        ),
    ),
    help="The agent answers from these and from nothing else; what is not here, a colleague follows up on.",
)
_TRANSFERS = Rows(
    "transfers",
    "person",
    (
        Field("id", "Short name", widget=Widget.HIDDEN),
        Field("label", "How the agent names them", "E.g. a specialist; the lead may ask for it."),
        Field("phone", "Phone", "Rung when a lead asks for a person. The agent never says it.", Widget.PHONE),
    ),
    help="The first one is taken, unless the lead names another.",
    most=10,
)
# Headings, and the lines below them with what each is for; {when}, {slots} and {what} are filled in where it says so.
_LINES: dict[str, dict[str, str]] = {
    "Recording": {
        "recording": "Where the law wants the lead to agree.",
        "recording_declined": "When they say no to it.",
    },
    "When leads ask": {
        "are_you_a_robot": "Must be honest.",
        "who_is_this": "Who calls, and why.",
        "a_colleague": "When no fact answers what they ask.",
        "no_price": "When they ask for a price that no fact answers.",
        "anything_else": "After a booking.",
    },
    "When something is not understood": {
        "say_again": "Said before the question is asked again.",
        "still_there": "After a silence.",
        "nobody_there": "When it stays silent; then the call ends.",
        "one_moment": "While the agent looks something up.",
        "hold_on": "When the lead asks for a moment.",
        "got_it": "After an answer, now and then.",
    },
    "Booking and calling back": {
        "offer": "{slots} are the times, {what} is what you book.",
        "offer_one": "When there is only one time, {slots}.",
        "offer_again": "Once more with other times, {slots}.",
        "or_word": "Between the last two times, e.g. or",
        "slot_taken": "When somebody else was quicker.",
        "no_slots": "When nothing is free.",
        "booked": "{when} is the time.",
        "moved": "When an appointment got another time, {when}.",
        "not_moved": "When it could not get one: {when} is the time that it keeps.",
        "ask_when": "When now is not a good time.",
        "call_back": "{when} is when we call.",
    },
    "Putting through": {
        "transfer": "Said while the person is rung.",
        "transfer_failed": "When nobody picks up.",
    },
    "Last words": {
        "goodbye": "At the end of every call that went well.",
        "follow_up": "When nothing was booked.",
        "not_a_fit": "When an answer says that they are not one of yours.",
        "wrong_person": "When the number is somebody else's.",
        "opted_out": "When they want no more calls.",
        "other_language": "When they speak another language.",
    },
    "Machines and faults": {
        "voicemail": "Left after the beep. Must say that it is an AI.",
        "screening": "Said to an assistant that asks who is calling.",
        "engine_failed": "When speech or hearing fails for good.",
    },
}
_LABELS = {"are_you_a_robot": "“Are you a robot?”", "who_is_this": "“Who is this?”", "or_word": "The word “or”"}


def _lines() -> Iterator[Field]:
    for heading, lines in _LINES.items():
        for at, (name, help_) in enumerate(lines.items()):
            yield _line(name, help_, heading="" if at else heading)


def _line(name: str, help_: str, *, heading: str = "") -> Field:
    default = str(Lines.model_fields[name].default)
    label = _LABELS.get(name, name.replace("_", " ").capitalize())
    return Field(f"lines-{name}", label, help_, Widget.AREA, default, is_spoken=True, heading=heading)


def _default(name: str) -> str:
    return str(Script.model_fields[name].default)


SECTIONS: tuple[Section, ...] = (
    Section(
        "beginning",
        "How the call begins",
        f"The first ten seconds decide. {FILLED}",
        (
            Field("agent_name", "The agent's name", "Said in the greeting, e.g. Alex", placeholder="Alex"),
            Field("opening", "Opening", "Said first.", Widget.AREA, _default("opening"), is_spoken=True),
            _line("called_us", "Said first to who calls you: one of your numbers, or back. Key 9 takes them off."),
            _line("disclosure", "Said right after the opening. Must say that it is an AI."),
            Field(
                "reason",
                "Reason for the call",
                "Ends with a question, e.g. You just asked about solar. Do you have two minutes?",
                Widget.AREA,
                _default("reason"),
                is_spoken=True,
            ),
        ),
    ),
    Section("asking", "Questions", "", rows=(_QUESTIONS,)),
    Section(
        "score",
        "Who is qualified",
        "The points of all answers are added up.",
        (Field("qualify_at", "Qualified from", "Points, e.g. 60", Widget.NUMBER, _default("qualify_at")),),
    ),
    Section("objecting", "Objections", "What leads say against it.", rows=(_OBJECTIONS,)),
    Section("knowing", "Facts", "", rows=(_FACTS,)),
    Section(
        "booking",
        "Booking",
        "While still on the phone, from your connected calendar.",
        (
            Field("booking-is_on", "Books appointments", "Off: a colleague follows up.", Widget.CHECK),
            Field(
                "booking-is_for_qualified_only",
                "For qualified leads only",
                "Others hear that a colleague follows up.",
                Widget.CHECK,
            ),
            Field(
                "booking-what",
                "What is booked",
                "Goes into “I can book … for you”, e.g. a free half hour with a specialist",
                placeholder="a short call with a specialist",
            ),
            Field("booking-minutes", "Minutes", "How long it takes, 10 to 240.", Widget.NUMBER, "30"),
            Field("booking-offers_at_once", "Times offered at once", "1 to 3; two work best.", Widget.NUMBER, "2"),
            Field("booking-notice_minutes", "Not sooner than, in minutes", "E.g. 120", Widget.NUMBER, "120"),
            Field("booking-days_ahead", "Not later than, in days", "1 to 30", Widget.NUMBER, "10"),
        ),
    ),
    Section("people", "Who talks with leads that want a person", "", rows=(_TRANSFERS,)),
    Section(
        "manner",
        "Voice and manner",
        "",
        (
            Field("tone", "Tone", "For the language model, e.g. Friendly, brief, never pushy.", Widget.TEXT),
            Field("voice", "Voice", "A voice of your speech engine; empty: your usual one.", Widget.TEXT),
            Field("language", "Language", "E.g. en-US", Widget.TEXT, "en-US"),
            Field("most_minutes", "Longest call, in minutes", "1 to 10", Widget.NUMBER, "10"),
            Field("leaves_voicemail", "Leaves a message on voicemails", "Off: it hangs up at once.", Widget.CHECK),
        ),
    ),
    Section(
        "lines",
        "Other lines",
        f"An empty line says what is shown in grey. {FILLED}",
        tuple(_lines()),
        is_rare=True,
    ),
)
FIELDS = tuple(field for section in SECTIONS for field in section.fields)
ROWS = tuple(rows for section in SECTIONS for rows in section.rows)
