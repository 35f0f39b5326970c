"""Phone numbers: read in a country's habits, kept as E.164, obvious fakes named."""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType, timezone

NO_COUNTRY = "001"
_FICTION = re.compile(r"\+1\d{3}55501\d\d")
_COSTLY = frozenset(
    {
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PERSONAL_NUMBER,
        PhoneNumberType.UAN,
        PhoneNumberType.PAGER,
        PhoneNumberType.VOICEMAIL,
    }
)


@dataclass(frozen=True)
class Phone:
    """A number that can be dialled; `country` is ISO 3166 ("US"), "001" for numbers of no country."""

    e164: str
    country: str


class NotDialable(ValueError):
    """No phone can ring at this number; `str()` says why, without the number."""


@lru_cache(maxsize=4096)
def read(text: str, *, region: str, allow_fiction: bool = False) -> Phone:
    """Read what a person typed, in about 30 µs; the gate asks for the same number again. Raises `NotDialable`."""
    number = _parsed(text, region=region)
    e164 = f"+{number.country_code}{phonenumbers.national_significant_number(number)}"
    if _FICTION.fullmatch(e164):
        if not allow_fiction:
            raise NotDialable("555-01xx numbers are set aside for fiction")
        return Phone(e164, region_of(number))
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.UNKNOWN:
        raise NotDialable("no number of that form is in use")
    _refuse_fakes(number, kind)
    return Phone(e164, region_of(number))


def region_of(number: PhoneNumber) -> str:
    """ISO 3166, "001" for a number of no country."""
    return phonenumbers.region_code_for_number(number) or NO_COUNTRY


@lru_cache(maxsize=1024)
def country_of(e164: str) -> str:
    """The country of one of our own numbers; "001" too for what is no number."""
    try:
        return region_of(phonenumbers.parse(e164))
    except phonenumbers.NumberParseException:
        return NO_COUNTRY


def zones(e164: str) -> tuple[str, ...]:
    """Time zones (IANA) in which the number may be; none where that can't be told."""
    try:
        found: tuple[str, ...] = timezone.time_zones_for_number(phonenumbers.parse(e164))
    except phonenumbers.NumberParseException:
        return ()
    return tuple(zone for zone in found if zone != timezone.UNKNOWN_TIMEZONE)


def masked(e164: str) -> str:
    """Enough to tell two numbers apart, too little to dial: "+1•••••0143"."""
    return f"{e164[:2]}•••••{e164[-4:]}" if e164 else ""


def _parsed(text: str, *, region: str) -> PhoneNumber:
    try:
        return phonenumbers.parse(text[:64], region)
    except phonenumbers.NumberParseException as error:
        raise NotDialable("that is no phone number") from error


def _refuse_fakes(number: PhoneNumber, kind: int) -> None:
    digits = str(number.national_number)
    if len(set(digits)) == 1 or digits in "01234567890123456789" or digits in "98765432109876543210":
        raise NotDialable("the digits are all alike or in a row")
    if kind in _COSTLY:
        raise NotDialable("the number is of a kind that costs the caller extra or reaches no person")
