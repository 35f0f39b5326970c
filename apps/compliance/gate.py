"""The gate's judgement: a pure function of the facts and the rule pack. What it does not know, it refuses by name."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from apps.core import phones
from apps.core.phones import NotDialable, Phone

from . import caps, grounds, mailing, quota, scrubs, sentences, walls
from .closed import Closed
from .facts import Facts, Listed
from .grounds import Ground
from .rules.pack import Pack
from .rules.rows import Consent
from .verdict import Channel, Duties, Reason, Verdict
from .windows import Hours

# Somebody hangs up before long.
LINE_WAIT = timedelta(seconds=5)


def decide(facts: Facts, pack: Pack | None) -> Verdict:
    """Decide whether this contact is lawful and wanted at `facts.at`: every reason, or none. Takes about 0.1 ms."""
    if facts.channel == Channel.EMAIL:
        said = (*mailing.broken(facts), *quota.broken(facts))
        return Verdict(facts.channel, said, pack_version=pack.version if pack else "")
    phone, reasons = _number(facts)
    reasons += _do_not_call(facts)
    reasons += scrubs.broken(facts)
    if pack is None:
        reasons.append(Reason("no_rules", "no calling rules are loaded"))
        return Verdict(facts.channel, reasons)
    hours = Hours(pack, facts.channel, facts.asked_now)
    found = grounds.of(phone, facts, hours)
    reasons += found.unknown
    reasons += _consent(facts, found.known)
    reasons += _hours(facts, found.known, hours)
    reasons += caps.broken(facts, found.known)
    reasons += walls.broken(facts)
    reasons += quota.broken(facts)
    reasons += _means(facts)
    next_at = _next(facts, reasons, found.known, hours)
    return Verdict(
        channel=facts.channel,
        reasons=tuple(reasons),
        next_at=next_at,
        next_says=_next_says(facts, next_at, found.known, hours),
        duties=_duties(facts, found.known, hours),
        pack_version=pack.version,
    )


def _number(facts: Facts) -> tuple[Phone | None, list[Reason]]:
    """Toll fraud lives in premium, satellite and foreign numbers (RELIABILITY 4.2). Fiction was capture's to refuse."""
    try:
        phone = phones.read(facts.phone, region=facts.region, allow_fiction=True)
    except NotDialable as error:
        return None, [Reason("number", str(error))]
    if phone.e164 != facts.phone:
        return None, [Reason("number", "the number is not in its international form")]
    if phone.country not in facts.countries:
        owner = "no country" if phone.country == phones.NO_COUNTRY else phone.country
        allowed = ", ".join(sorted(facts.countries)) or "none"
        return phone, [Reason("country", f"the number belongs to {owner}, allowed is {allowed}")]
    return phone, []


def _do_not_call(facts: Facts) -> Iterator[Reason]:
    if facts.listed and facts.closes.covers(facts.channel):
        yield _listed(facts.listed, facts.closes)
    if facts.listed_by_platform:
        yield Reason("dnc_platform", "the number is barred for everybody here")
    if facts.consent < Consent.WRITTEN:  # a written consent outweighs a registry, 47 CFR 64.1200(c)(2)(ii)
        yield from _registries(facts)


def _listed(listed: Listed, closes: Closed) -> Reason:
    """One channel has a code of its own: the other may go on."""
    is_theirs = listed == Listed.OPTED_OUT
    match closes:
        case Closed.CALL:
            asked, on_list, code = "called", "the do-not-call list, for calls", "no_calls"
        case Closed.SMS:
            asked, on_list, code = "texted", "the do-not-call list, for texts", "no_texts"
        case Closed.ALL:
            asked, on_list, code = "contacted", "the do-not-call list", "opted_out" if is_theirs else "dnc"
    return Reason(code, f"the person asked not to be {asked}" if is_theirs else f"the number is on {on_list}")


def _registries(facts: Facts) -> Iterator[Reason]:
    for each in facts.registries:
        if each.has_number:
            yield Reason("dnc_registry", f"the number is in the registry “{each.name}”")
        elif (facts.at.date() - each.as_of).days > each.max_age_days:
            age = f"shows {each.as_of.isoformat()}, more than {each.max_age_days} days ago"
            yield Reason("dnc_stale", f"the registry “{each.name}” {age}")


def _consent(facts: Facts, known: Sequence[Ground]) -> Iterator[Reason]:
    """An unanswered question is answered with no."""
    if not known:
        return
    doubt = f"; the stored proof does not count: {facts.disproved}" if facts.disproved else ""
    least = max(_at_most(ground.law.consent) for ground in known)
    if facts.consent < least:
        asked = f"{least.name.lower()} is asked for{doubt}"
        yield Reason("consent", f"the person has not agreed to this firmly enough ({asked})")
    if facts.artificial_voice and facts.channel == Channel.CALL:
        spoken = max(_at_most(ground.law.consent_to_artificial_voice) for ground in known)
        if facts.consent < spoken:
            yield Reason("consent_ai", f"an AI voice may call only with a written consent that is stored{doubt}")


def _at_most(consent: Consent | None) -> Consent:
    return Consent.WRITTEN if consent is None else consent


def _hours(facts: Facts, known: Sequence[Ground], hours: Hours) -> Iterator[Reason]:
    closed = [ground for ground in known if not hours.is_open(ground.place, facts.at)]
    if not closed:
        return
    until = hours.next_allowed(facts.at, [ground.place for ground in known])
    for says in dict.fromkeys(sentences.closed(ground, facts, is_one_of=len(known)) for ground in closed):
        yield Reason("hours", says, until)


def _means(facts: Facts) -> Iterator[Reason]:
    if facts.lines_left is not None and facts.lines_left <= 0:
        yield Reason("lines", "all lines are in use", facts.at + LINE_WAIT)


def _next(facts: Facts, reasons: Sequence[Reason], known: Sequence[Ground], hours: Hours) -> datetime | None:
    """When all reasons have ended by themselves and the hours allow it."""
    ends = [reason.until for reason in reasons if reason.until is not None]
    if not ends or len(ends) < len(reasons) or not known:
        return None
    return hours.later.next_allowed(max(ends), [ground.place for ground in known])


def _next_says(facts: Facts, next_at: datetime | None, known: Sequence[Ground], hours: Hours) -> str:
    """In the time of the place that kept us from it."""
    if next_at is None:
        return ""
    closed = (ground.place for ground in known if not hours.is_open(ground.place, facts.at))
    return sentences.moment(next_at, seen_from=facts.at, place=next(closed, known[0].place))


def _duties(facts: Facts, known: Sequence[Ground], hours: Hours) -> Duties:
    """The strictest of both ends; where nothing is known, as if everything were asked for."""
    if facts.channel != Channel.CALL:
        return Duties()
    ours = grounds.of_caller(facts, hours)
    return Duties(
        announce_recording=not known or any(ground.law.needs_all_parties for ground in (*known, *ours)),
        disclose_ai=facts.artificial_voice
        and (not known or any(ground.law.needs_ai_disclosure for ground in (*known, *ours))),
    )
