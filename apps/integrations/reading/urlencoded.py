"""Form-urlencoded bodies: the fields in their order, whatever their charset."""

from urllib.parse import parse_qsl

from apps.integrations.errors import Unreadable

from .text import FALLBACK, decoded
from .tree import Pairs

MOST_FIELDS = 1_000


def pairs(body: bytes, *, charset: str) -> tuple[Pairs, bool]:
    """The fields, and whether they were in the charset they claimed. Raises `Unreadable`."""
    text, clean = decoded(body, charset=charset)
    try:
        return _parsed(text.strip(), charset=charset, errors="strict"), clean
    except UnicodeError:
        return _parsed(text.strip(), charset=FALLBACK, errors="replace"), False


def _parsed(text: str, *, charset: str, errors: str) -> Pairs:
    try:
        return parse_qsl(text, keep_blank_values=True, encoding=charset, errors=errors, max_num_fields=MOST_FIELDS)
    except UnicodeError:
        raise
    except ValueError as error:
        raise Unreadable(f"more than {MOST_FIELDS:,} fields") from error
