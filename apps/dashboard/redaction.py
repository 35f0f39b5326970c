"""What nobody should read on a page, whoever may open it: card and social security numbers, credentials in headers."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress

SECRET_HEADERS = frozenset({"authorization", "cookie", "x-api-key", "proxy-authorization"})
HIDDEN = "•••"
MOST_SHOWN = 16_000
_CARD = re.compile(r"(?<![\d+])(?:\d[ -]?){12,18}\d(?!\d)")
_SSN = re.compile(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)")


def body(raw: bytes) -> str:
    """The body for people: JSON laid out, other text as it is, bytes that are no text as escapes; cut if it is long."""
    text = raw.decode("utf-8", "backslashreplace")
    with suppress(ValueError, RecursionError):
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    told = _SSN.sub(HIDDEN, _CARD.sub(_card, text))
    return told if len(told) <= MOST_SHOWN else f"{told[:MOST_SHOWN]}\n… {len(told) - MOST_SHOWN:,} characters more"


def headers(sent: Mapping[str, object]) -> list[tuple[str, str]]:
    return [(name, HIDDEN if name.lower() in SECRET_HEADERS else str(value)) for name, value in sorted(sent.items())]


def _card(found: re.Match[str]) -> str:
    """Only what has a card number's check digit (Luhn, ISO/IEC 7812-1): ids and phone numbers stay."""
    digits = [int(digit) for digit in found[0] if digit.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return HIDDEN if (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0 else found[0]
