"""All that the gate decides by: plain values, gathered by the caller for one contact at one instant."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from .closed import Closed
from .rules.rows import Consent
from .stated import UNSTATED, Address
from .verdict import Channel

# So long a call that was asked for "now" is awaited: one that comes later (a plan or a pause held it, we were down) was
# not invited any more, and at night it wakes somebody.
ASKED_NOW_LASTS = timedelta(minutes=15)
# The legal note of a source's switch `asked_now`.
ASKED_NOW_HELP = (
    "The form says in so many words that the person wants a call right away, e.g. a button “Call me now”. Then the"
    " federal hours (8 to 21) may not bind, since an invited call is no solicitation (47 CFR 64.1200(f)(15)); the hours"
    " of Florida, Texas and other states stay, and so does all else. It counts for calls alone, and for"
    f" {ASKED_NOW_LASTS // timedelta(minutes=1)} minutes from when the lead comes in. Ask your counsel before you"
    " switch it on, and keep the form's wording."
)


class Listed(StrEnum):
    """Why a number is on the tenant's do-not-call list; the words of `DncEntry.Origin`."""

    NOT = ""
    ADDED = "added"
    IMPORTED = "imported"
    OPTED_OUT = "opted_out"


class Suppressed(StrEnum):
    """Why nobody writes to an address; the words of `Suppression.Origin`."""

    NOT = ""
    ADDED = "added"
    BOUNCED = "bounced"
    UNSUBSCRIBED = "unsubscribed"


class UsedUp(StrEnum):
    """What the tenant's plan has no more of this month."""

    NOT = ""
    LEADS = "plan_leads"
    CALLS = "plan_calls"
    MINUTES = "plan_minutes"


@dataclass(frozen=True)
class Registry:
    """A do-not-call registry that the tenant must ask, the day that its data shows, and whether it has the number."""

    name: str
    as_of: date
    has_number: bool = False
    # 16 CFR 310.4(b)(3)(iv), for the national one.
    max_age_days: int = 31


@dataclass(frozen=True)
class Scrub:
    """A check that the tenant asks for: who makes it, what for, and what was said; `good_until` None: nothing yet."""

    source: str
    kind: str
    is_against: bool = False
    says: str = ""
    checked_at: datetime | None = None
    good_until: datetime | None = None


@dataclass(frozen=True)
class Velocity:
    """How many other new numbers were contacted within the hour, and how many may be; `code` says whose."""

    code: str
    numbers: int
    most: int


@dataclass(frozen=True)
class Budget:
    """What may be spent in all, what is spent or reserved, and when it starts anew; one call's never does."""

    name: str
    most_micros: int
    spent_micros: int
    resets_at: datetime | None


@dataclass(frozen=True)
class Facts:
    """One contact in question. What has a default is not asked unless it is given."""

    at: datetime
    channel: Channel
    phone: str
    region: str
    countries: frozenset[str]
    caller_id: str = ""
    stated: Address = UNSTATED
    # Do not call: why the number is listed, and what that closes.
    listed: Listed = Listed.NOT
    closes: Closed = Closed.ALL
    listed_by_platform: bool = False
    registries: tuple[Registry, ...] = ()
    scrubs: tuple[Scrub, ...] = ()
    # Consent.
    consent: Consent = Consent.NONE
    # Why a stored proof does not count, in its keeper's words; "" where none was disproved.
    disproved: str = ""
    artificial_voice: bool = False
    # The lead has just asked for a call: at `at` it still counts, and for this channel.
    asked_now: bool = False
    # Caps: when the person was contacted in the last 24 hours, and the tenant's own limit on that.
    calls_at: tuple[datetime, ...] = ()
    texts_at: tuple[datetime, ...] = ()
    most_a_day: int | None = None
    # Fraud: why the source is paused, "" if it is not; the walls of velocity that bind this contact.
    source_paused: str = ""
    velocities: tuple[Velocity, ...] = ()
    # Money and lines; None, or no budget, where nobody limits them.
    budgets: tuple[Budget, ...] = ()
    cost_micros: int = 0
    lines_left: int | None = None
    # The plan: what of it this contact would need and is used up.
    used_up: UsedUp = UsedUp.NOT
    # E-mail alone: to which address, why it is not written to, and whether ours can be named.
    email: str = ""
    suppressed: Suppressed = Suppressed.NOT
    has_postal_address: bool = False
