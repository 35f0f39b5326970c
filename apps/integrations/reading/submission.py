"""One person's form from a tree of text: contact, campaign, and everything else as answers."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from apps.integrations.sources.base import Submission

from . import campaign, contact, envelope, labels, leaves, meanings
from .contact import Read
from .leaves import Leaf
from .meanings import Meaning
from .tree import Pairs, Tree

Field = Literal["phone", "email", "first_name", "last_name", "full_name", "ignore"]
MOST_ANSWERS = 100
_MAPPED: Mapping[Field, Meaning] = {
    "phone": Meaning("phone", -1),
    "email": Meaning("email", -1),
    "first_name": Meaning("first_name", -1),
    "last_name": Meaning("last_name", -1),
    "full_name": Meaning("full_name", -1),
    "ignore": Meaning("machinery", -1),
}
_SILENT = frozenset(("machinery", "honeypot", "submission_id", "is_test", "campaign"))


def read(
    tree: Mapping[str, Tree],
    *,
    mapping: Mapping[str, Field],
    flags: Iterable[str] = (),
    called_with: Pairs = (),
) -> Submission:
    """The submission; `mapping` (their key in any case: our field) wins over all that is known of keys.

    `called_with` is the query of the address they called, the only place for UTM at some ad platforms.
    `campaign` also tells what was odd, under two keys that no sender can write: `honeypot` is "filled" where
    a trap for robots was, and `flags` lists what had to be mended (`bodies.Body`, `leaves.Leaves`).
    """
    found, mended = leaves.of(labels.joined(tree))
    ours = {key.strip().casefold(): field for key, field in mapping.items()}
    meant = [(leaf, meaning_of(leaf, ours)) for leaf in found]
    person = contact.find(meant)
    at = envelope.submitted_at(meant)
    answers, dropped = _answers(meant, person, at)
    return Submission(
        first_name=person.first_name,
        last_name=person.last_name,
        full_name=person.full_name,
        email=person.email,
        phone=person.phone,
        answers=answers,
        campaign=_campaign(meant, called_with, sorted({*flags, *mended, *dropped})),
        external_id=envelope.external_id(meant),
        submitted_at=at,
        is_test=envelope.is_test(meant),
    )


def meaning_of(leaf: Leaf, ours: Mapping[str, Field]) -> Meaning:
    """What a leaf means; what a tenant has mapped (in lower case) goes first."""
    if ours:
        for key in (leaf.path, *leaf.hints):
            if field := ours.get(key.casefold()):
                return _MAPPED[field]
    meaning = meanings.of(leaf.path)
    if leaf.hints and meaning.kind in ("question", "nameless"):
        return next(
            (told for hint in leaf.hints if (told := meanings.of(hint)).kind not in ("question", "nameless")),
            meaning,
        )
    return meaning


def _answers(meant: Read, person: contact.Contact, at: datetime | None) -> tuple[dict[str, str], set[str]]:
    """What is left, by the sender's keys; an address typed twice to confirm it is no answer."""
    answers: dict[str, str] = {}
    said = {text for text in (person.email, person.phone) if text}
    for leaf, meaning in meant:
        if meaning.kind in _SILENT or leaf in person.told_by or leaf.text in said:
            continue
        if meaning.kind == "submitted_at" and at is not None:
            continue
        if len(answers) == MOST_ANSWERS:
            return answers, {"cut"}
        answers[_free(leaf, answers)] = leaf.text
    return answers, set()


def _free(leaf: Leaf, answers: Mapping[str, str]) -> str:
    """A key of its own for each answer: two fields of a page builder may bear one label."""
    if leaf.path not in answers:
        return leaf.path
    return next(key for place in range(2, MOST_ANSWERS + 2) if (key := f"{leaf.path} ({place})") not in answers)


def _campaign(meant: Read, called_with: Pairs, flags: list[str]) -> dict[str, str]:
    told: dict[str, str] = {}
    for leaf, meaning in meant:
        if meaning.kind == "campaign":
            told.setdefault(meaning.name, leaf.first)
    in_pages = [pair for page in campaign.PAGES if page in told for pair in campaign.in_url(told[page])]
    for key, value in (*in_pages, *campaign.tracked(called_with)):
        told.setdefault(key, value)
    if any(meaning.kind == "honeypot" for _, meaning in meant):
        told["honeypot"] = "filled"
    if flags:
        told["flags"] = " ".join(flags)
    return told
