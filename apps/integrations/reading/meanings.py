"""What a field's key means: a contact field, a campaign key, something for machines, or a plain question."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from . import campaign, machinery, spellings, words

Kind = Literal[
    "first_name", "last_name", "full_name", "name", "email", "phone", "area_code", "dial_code",
    "campaign", "machinery", "honeypot", "submission_id", "submitted_at", "is_test",
    "nameless", "others", "question",
]  # fmt: skip
CONTACT_KINDS = frozenset(("first_name", "last_name", "full_name", "name", "email", "phone", "area_code", "dial_code"))
_NAMES = ("first_name", "last_name", "full_name", "name")


@dataclass(frozen=True, slots=True)
class Meaning:
    """`rank` orders keys of one kind, lower is better; `only_if_alike` wants a value that looks like it.

    `name` is the campaign's key where the kind is "campaign".
    """

    kind: Kind
    rank: int = 0
    only_if_alike: bool = False
    name: str = ""


QUESTION = Meaning("question")
_OTHERS = Meaning("others")
_NAMELESS = Meaning("nameless")
_SPELLED: dict[str, Meaning] = {}
for _spellings, _meaning in (
    (spellings.SECOND_PHONE, Meaning("phone", 2)),
    (spellings.PHONE, Meaning("phone", 1)),
    (spellings.MOBILE, Meaning("phone", 0, only_if_alike=True)),
    (spellings.AREA_CODE, Meaning("area_code")),
    (spellings.DIAL_CODE, Meaning("dial_code")),
    (spellings.SECOND_EMAIL, Meaning("email", 1)),
    (spellings.EMAIL, Meaning("email")),
    (spellings.NAME, Meaning("name")),
    (spellings.FULL_NAME, Meaning("full_name")),
    (spellings.LAST_NAME, Meaning("last_name")),
    (spellings.FIRST_NAME, Meaning("first_name")),
):
    _SPELLED.update(dict.fromkeys(_spellings, _meaning))


@lru_cache(maxsize=8_192)
def of(path: str) -> Meaning:
    """The meaning of a key as it was sent, or of a path of keys joined by dots; both cut by `leaves`."""
    path = path.replace("[", ".").replace("]", "")
    key = path.rpartition(".")[2] or path
    machine = machinery.kind_of(path)
    if machine:
        return Meaning(machine)
    if name := campaign.name_of(key) or campaign.name_of(" ".join(path.split(".")[-2:])):
        return Meaning("campaign", name=name)
    return _asked(path, key)


def may_ask_for_mail(path: str, meaning: Meaning) -> bool:
    """Whether a key that tells nothing certain may ask for the person's own address: "Melhor e-mail", "input_2"."""
    said = words.of(path)
    if meaning.kind == "nameless":
        return "to" not in said
    return not spellings.MAIL_WORDS.isdisjoint(said) and spellings.SENT_TO.isdisjoint(said)


def _asked(path: str, key: str) -> Meaning:
    said, whole = "".join(words.of(key)), words.telling(path)
    if not any(len(word) > 1 for word in whole):
        # "field_3", "1.3" and "b" say nothing.
        return _SPELLED.get(said, _NAMELESS)
    is_others = not spellings.OTHERS.isdisjoint(whole)
    if is_others or not spellings.ABOUT.isdisjoint(whole):
        return _SPELLED_ALL_THE_SAME.get("".join(whole), _OTHERS if is_others else QUESTION)
    if found := _SPELLED.get("".join(whole)) or _SPELLED.get(said) or _SPELLED.get("".join(words.telling(key))):
        is_things = found.kind in _NAMES and not spellings.THINGS.isdisjoint(whole)
        return QUESTION if is_things else found
    return _PHONE_IF_ALIKE if _speaks_of_phone(whole, words.of(key)) else QUESTION


def _speaks_of_phone(telling: tuple[str, ...], spoken: tuple[str, ...]) -> bool:
    if not spellings.PHONE_WORDS.isdisjoint(telling):
        return True
    return not (spellings.NUMBER_WORDS.isdisjoint(spoken) or spellings.CALL_WORDS.isdisjoint(spoken))


_PHONE_IF_ALIKE = Meaning("phone", 3, only_if_alike=True)
# A company's line still reaches the person; a dialling code is about a phone by nature.
_SPELLED_ALL_THE_SAME = {
    spelling: _SPELLED[spelling]
    for spelling in spellings.SECOND_PHONE | spellings.SECOND_EMAIL | spellings.AREA_CODE | spellings.DIAL_CODE
}
