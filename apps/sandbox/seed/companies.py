"""The demo's three companies: what they sell, to whom, with which systems, and in which words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SALESFORCE, HUBSPOT = "salesforce", "hubspot"


@dataclass(frozen=True)
class Question:
    """What the form asks, and what people choose."""

    key: str
    answers: Sequence[str]


@dataclass(frozen=True)
class Partner:
    """A lead seller whose posts are signed."""

    slug: str
    name: str


@dataclass(frozen=True)
class Script:
    """The playbook."""

    rep_name: str
    greeting: str
    missed: str
    text: str
    texting: str
    rep_phone: str = ""
    # Without it no e-mail is sent to leads, and no server for that is connected.
    postal_address: str = ""
    crm_first_ms: int = 0
    agent_answers: bool = False
    bridging: str = "direct"


@dataclass(frozen=True)
class Company:
    """`area_codes` are where its leads live; `caller_id` is from one of them, beyond the leads' numbers.

    `rungs` is its cadence, as a manager types it; `named` are those that its rules ask for. `hours` are those of its
    calendar.
    """

    slug: str
    name: str
    time_zone: str
    crm: str
    caller_id: str
    area_codes: Sequence[str]
    site: str
    campaigns: Sequence[str]
    questions: Sequence[Question]
    partner: Partner
    script: Script
    replies: Sequence[str]
    leads: int
    rungs: str
    hours: str
    named: Mapping[str, str] = field(default_factory=dict)
    mails_alerts: bool = False
    # Whether a program of its own is told what happens.
    has_program: bool = False
    # Whether it has a SIP trunk of its own beside the carrier's account, switched off at first.
    has_trunk: bool = False
    # By which its agent talks, of apps/scripts/samples.
    talks_by: str = ""
    # And by which for leads of one of its rules; see `talking`.
    talks_also_by: str = ""


ACME = Company(
    slug="acme",
    name="Acme Solar",
    time_zone="America/Chicago",
    crm=SALESFORCE,
    caller_id="+13125550190",
    area_codes=("312", "773", "630", "847", "708", "815", "414", "608"),
    site="https://www.acmesolar.example",
    campaigns=("solar-quote-il", "battery-rebate", "net-metering", "brand"),
    questions=(
        Question("roof_type", ("Asphalt shingle", "Metal", "Tile", "Flat", "Not sure")),
        Question("monthly_bill", ("Under $100", "$100 to $150", "$150 to $250", "Over $250")),
        Question("homeowner", ("Yes", "Yes", "Yes", "No")),
        Question("zip", ("60614", "60657", "60540", "60126", "60201", "61101", "53202", "53703")),
    ),
    partner=Partner("solar-quotes", "SolarQuotes marketplace"),
    script=Script(
        rep_name="Maria",
        greeting="Hi {first_name}, this is {rep_name} from {company}. "
        "You just asked us what solar would save you. Is now a good moment?",
        missed="Sorry, all of us are on the phone. {rep_name} will call you back within the hour. Goodbye.",
        text="Hi {first_name}, {rep_name} from {company} here. I'm calling you about your solar quote, "
        "or text me a time that suits you. Reply STOP to opt out.",
        texting="always",
        agent_answers=True,
        postal_address="200 Sunny Side Avenue\nChicago, IL 60614",
    ),
    replies=(
        "Yes, tomorrow after 3 works",
        "Can you call me tonight around 6?",
        "How much is it without the battery?",
        "I'm at work, text is better",
        "We have a quote from someone else, can you beat $18k?",
        "Thanks! Just missed you, call again please",
    ),
    leads=440,
    rungs="email after 5 min: {first_name}, your solar quote\n"
    "  Hi {first_name},\n\n"
    "  you asked us what solar would save you, and we just missed you on the phone.\n"
    "  We will call again in a few minutes. If another time suits you better, just answer this e-mail.\n\n"
    "  {rep_name} at {company}\n"
    "call after 10 min\ncall after 2 h\ncall next morning 9:00",
    hours="mon-fri 9:00-18:00; sat 10:00-14:00",
    named={"Gentle": "call next morning 10:00\ncall after 3 days"},
    mails_alerts=True,
    talks_by="solar",
    talks_also_by="Renters",
)

BRIGHT_SMILE = Company(
    slug="bright-smile",
    name="Bright Smile Dental",
    time_zone="America/New_York",
    crm=HUBSPOT,
    caller_id="+16465550191",
    area_codes=("646", "917", "718", "347", "516", "914", "201", "973"),
    site="https://www.brightsmile.example",
    campaigns=("implants-nyc", "invisalign-offer", "emergency-dentist", "new-patient-99"),
    questions=(
        Question("treatment", ("Check-up and cleaning", "Implant", "Aligners", "Whitening", "Toothache")),
        Question("insurance", ("Delta Dental", "Cigna", "Aetna", "MetLife", "None")),
        Question("new_patient", ("Yes", "Yes", "No")),
        Question("best_time", ("Morning", "Lunch time", "Afternoon", "Any time")),
    ),
    partner=Partner("smile-directory", "Smile Directory"),
    script=Script(
        rep_name="Jenna",
        greeting="Hello {first_name}, it's {rep_name} at {company}. "
        "Thanks for your request. Shall we find you an appointment?",
        missed="Sorry, the front desk is busy just now. {rep_name} will ring you back shortly. Goodbye.",
        text="Hi {first_name}, it's {rep_name} at {company}. We just tried to call about your appointment. "
        "What day suits you best? Reply STOP to opt out.",
        texting="unanswered",
        agent_answers=True,
    ),
    replies=(
        "Thursday morning would be great",
        "Do you take Cigna?",
        "It really hurts, anything today?",
        "Sorry, was in a meeting. Try me at noon?",
        "Saturday please if you're open",
    ),
    leads=425,
    talks_by="dental",
    rungs="call after 15 min\ncall after 2 h\ncall next afternoon 13:00\ncall next morning 10:00",
    hours="mon-thu 8:00-12:00, 13:00-18:00; fri 8:00-13:00; sat 9:00-12:00",
)

SUMMIT = Company(
    slug="summit",
    has_program=True,
    has_trunk=True,
    name="Summit Roofing",
    time_zone="America/Denver",
    crm=HUBSPOT,
    caller_id="+17205550192",
    area_codes=("720", "970", "719", "801", "385", "505", "307", "406"),
    site="https://www.summitroofing.example",
    campaigns=("hail-damage-co", "free-inspection", "metal-roofs", "insurance-claim-help"),
    questions=(
        Question("service", ("Hail damage", "Leak", "Full replacement", "Inspection", "Gutters")),
        Question("roof_age", ("Under 5 years", "5 to 15 years", "Over 15 years", "No idea")),
        Question("insurance_claim", ("Not yet", "Filed", "Paying myself")),
        Question("timeline", ("As soon as possible", "This month", "This season")),
    ),
    partner=Partner("storm-leads", "StormLeads"),
    script=Script(
        rep_name="Cole",
        greeting="Hi {first_name}, {company} here. I'm putting you through to {rep_name}, who knows your area.",
        missed="{rep_name} is up on a roof, it seems. We'll call you back within the hour. Goodbye.",
        text="Hey {first_name}, {rep_name} with {company}. Got your note about the roof. "
        "Photos help, just text them here. Reply STOP to opt out.",
        texting="always",
        rep_phone="+17205550193",
        crm_first_ms=400,
        bridging="lead_first",
    ),
    replies=(
        "Sending pics tonight",
        "Can somebody come out Friday?",
        "Insurance adjuster is here Tuesday, can you be there?",
        "ok call me after 5",
        "It's leaking into the garage now",
    ),
    leads=410,
    talks_by="roofing",
    talks_also_by="Small jobs",
    rungs="call after 15 min\ncall after 2 h\ncall next evening 17:30 2 times",
    hours="mon-sat 7:30-18:00",
)

COMPANIES = (ACME, BRIGHT_SMILE, SUMMIT)
