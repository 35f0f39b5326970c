"""What a value looks like: an e-mail address, a phone number, and a phone number that is nothing else."""

import re

_EMAIL = re.compile(r"[^\s@,;<>]{1,64}@[^\s@,;<>]{1,190}\.[^\W\d_]{2,24}")
_PHONE = re.compile(
    r"(?:tel:)?\s*\+?[\d\s().\-/\u2010-\u2015\xa0]{7,30}(?:\s*(?:ext|x|#)\.?\s*\d{1,6})?", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_EXTENSION = re.compile(r"ext|[x#]", re.IGNORECASE)
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b.*|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})")
_PRICE = re.compile(r"\d{1,3}(?:[.,]\d{3})*[.,]\d{2}|\d+\.\d{1,2}")
# "(202) 555-0143", "202-555-0143", "+44 20 7946 0958": no id, price, date or zip is written like these.
_WRITTEN_AS_PHONE = re.compile(
    r"\+\d[\d\s().\-]{7,20}|(?:\+?1[\s.\-])?\([2-9]\d\d\)\s?[2-9]\d\d[\s.\-]?\d{4}|(?:1[\s.\-])?([2-9]\d\d)([\-.])[2-9]\d\d\2\d{4}"
)


def is_email(value: str) -> bool:
    """Whether the value is one e-mail address and nothing else."""
    return "@" in value and _EMAIL.fullmatch(value) is not None


def may_be_phone(value: str) -> bool:
    """Whether the answer to a question about a phone is one: 7 to 15 digits, no date, no price."""
    if not _PHONE.fullmatch(value) or _DATE.fullmatch(value) or _PRICE.fullmatch(value):
        return False
    return 7 <= len(_DIGIT.findall(_EXTENSION.split(value, maxsplit=1)[0])) <= 15


def must_be_phone(value: str) -> bool:
    """Whether the value can be nothing but a phone number, whatever was asked."""
    return _WRITTEN_AS_PHONE.fullmatch(value) is not None and may_be_phone(value)
