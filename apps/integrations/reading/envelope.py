"""What a sender says of the submission itself: its id, its time, and whether it is a test."""

from datetime import MAXYEAR, MINYEAR, UTC, datetime

from .contact import Read

MOST_ID = 200
_FORM_ID = ("form_id", "formId")
_YES = ("true", "1", "yes")


def external_id(read: Read) -> str:
    """The sender's id of the submission, "" where none is certain: a wrong one would make two leads one.

    A bare `id` counts only beside the id of the form, as Gravity Forms and Meta send it.
    """
    ids = [leaf.text for leaf, meaning in read if meaning.kind == "submission_id"]
    forms = () if ids else {leaf.parent for leaf, _ in read if leaf.path.endswith(_FORM_ID)}
    ids += [leaf.text for leaf, _ in read if forms and leaf.key == "id" and leaf.parent in forms]
    return next((text for text in ids if text != "0" and len(text) <= MOST_ID), "")


def submitted_at(read: Read) -> datetime | None:
    """The sender's own time where it is beyond doubt: ISO 8601 with an offset, or Unix time."""
    return instant(next((leaf.text for leaf, meaning in read if meaning.kind == "submitted_at"), ""))


def instant(text: str) -> datetime | None:
    """The instant that a text names beyond doubt, in UTC, None for any other.

    Near the ends of the calendar (.NET's "0001-01-01T00:00:00Z" for none) there is no such time in every zone: Postgres
    would keep it, and no page could show it. Nor does Postgres take an offset of more than 16 hours.
    """
    if text.isascii() and text.isdigit() and len(text) in (10, 13):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            return None
        at = at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if MINYEAR < at.year < MAXYEAR else None


def is_test(read: Read) -> bool:
    """Whether the sender calls it a test, as Google's "Send test data" does."""
    return any(meaning.kind == "is_test" and leaf.text.lower() in _YES for leaf, meaning in read)
