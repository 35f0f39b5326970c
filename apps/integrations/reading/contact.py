"""Which of a submission's values are the person's name, e-mail and phone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from . import meanings, shapes
from .leaves import Leaf
from .meanings import Kind, Meaning

type Read = Sequence[tuple[Leaf, Meaning]]
type Chosen = dict[Kind, Leaf]

# Containers that hold a form's fields beside the form's own name: {"name": "Contact us", "data": {…}}.
_BAGS = (".data", ".fields", ".answers", ".values", ".responses")
# Gravity Forms numbers a name's parts 1.2 to 1.8 and an address's 4.1 to 4.6, both with a .3 and a .6.
_NUMBERED = re.compile(r"(?:input_)?(\d{1,4})[._](\d)")
_FIRST, _LAST, _ADDRESS_ONLY = "3", "6", ("1", "5")


@dataclass(frozen=True)
class Contact:
    """The person, and the leaves that told us."""

    first_name: str = ""
    last_name: str = ""
    full_name: str = ""
    email: str = ""
    phone: str = ""
    by_kind: Mapping[Kind, Leaf] = field(default_factory=dict)

    @property
    def told_by(self) -> frozenset[Leaf]:
        return frozenset(self.by_kind.values())


def find(read: Read) -> Contact:
    """The person in a submission's leaves and what their keys mean."""
    asked: dict[Kind, list[tuple[Leaf, Meaning]]] = {}
    for leaf, meaning in read:
        if meaning.kind in meanings.CONTACT_KINDS:
            asked.setdefault(meaning.kind, []).append((leaf, meaning))
    chosen: Chosen = {kind: best for kind, candidates in asked.items() if (best := _best(kind, candidates))}
    _fill_in_by_shape(chosen, read)
    _settle_name(chosen)
    phone = _dialled(chosen)
    texts = {kind: leaf.first for kind, leaf in chosen.items()}
    return Contact(
        first_name=texts.get("first_name", ""),
        last_name=texts.get("last_name", ""),
        full_name=_whole(chosen["full_name"]) if "full_name" in chosen else "",
        email=texts.get("email", ""),
        phone=phone,
        by_kind=chosen,
    )


def _whole(name: Leaf) -> str:
    """The name's text; its parts may have come as a list."""
    return name.text if name.first == name.text else name.text.replace(", ", " ")


def _best(kind: Kind, candidates: Read) -> Leaf | None:
    """The first of the best: what a tenant mapped, then what looks right, then the plainer key."""
    if len(candidates) == 1 and not candidates[0][1].only_if_alike:
        return candidates[0][0]
    found = [
        (meaning.rank >= 0, not alike, meaning.rank, place)
        for place, (leaf, meaning) in enumerate(candidates)
        if (alike := _is_alike(kind, leaf.first)) or not meaning.only_if_alike
    ]
    return candidates[min(found)[-1]][0] if found else None


def _is_alike(kind: Kind, text: str) -> bool:
    if kind == "phone":
        return shapes.may_be_phone(text)
    return kind != "email" or shapes.is_email(text)


def _fill_in_by_shape(chosen: Chosen, read: Read) -> None:
    """What no key told: a phone or a name under a key that says nothing; an e-mail anywhere."""
    if "phone" not in chosen:
        _phone_by_shape(chosen, read)
    if "email" not in chosen:
        _email_by_shape(chosen, read)
    if chosen.keys().isdisjoint(("first_name", "last_name", "full_name", "name")):
        _name_by_number(chosen, read)


def _phone_by_shape(chosen: Chosen, read: Read) -> None:
    for leaf, meaning in read:
        if meaning.kind == "nameless" and shapes.must_be_phone(leaf.first):
            chosen["phone"] = leaf
            return
    _abroad(chosen, read)


def _email_by_shape(chosen: Chosen, read: Read) -> None:
    """Where a number reaches the person, only what may be theirs by its key: forms carry the office's address along."""
    is_reached = shapes.may_be_phone(_dialled(dict(chosen)))
    for leaf, meaning in read:
        if meaning.kind not in ("question", "nameless") or not shapes.is_email(leaf.first):
            continue
        if not is_reached or meanings.may_ask_for_mail(leaf.path, meaning):
            chosen["email"] = leaf
            return


def _abroad(chosen: Chosen, read: Read) -> None:
    """A number with its country's code is one under whatever question; ids and prices begin with no plus."""
    for leaf, meaning in read:
        if meaning.kind == "question" and leaf.first.startswith("+") and shapes.must_be_phone(leaf.first):
            chosen["phone"] = leaf
            return


def _name_by_number(chosen: Chosen, read: Read) -> None:
    parts: dict[str, dict[str, Leaf]] = {}
    for leaf, meaning in read:
        if meaning.kind == "nameless" and (numbers := _NUMBERED.fullmatch(leaf.path)):
            parts.setdefault(numbers[1], {})[numbers[2]] = leaf
    for part in parts.values():
        if _FIRST in part and _LAST in part and part.keys().isdisjoint(_ADDRESS_ONLY):
            chosen["first_name"], chosen["last_name"] = part[_FIRST], part[_LAST]
            return


def _settle_name(chosen: Chosen) -> None:
    """Decide what "name" is: all of it, or the part that the form asks for under no other key."""
    name = chosen.pop("name", None)
    if name is None or "full_name" in chosen or _is_the_forms_own(name, chosen):
        return
    first, last = chosen.get("first_name"), chosen.get("last_name")
    known = first or last
    if known is None or known.text.casefold() in name.text.casefold():
        chosen["full_name"] = name
    elif not (first and last) and known.parent == name.parent:
        chosen["first_name" if last else "last_name"] = name


def _is_the_forms_own(name: Leaf, chosen: Chosen) -> bool:
    reached_by = (leaf for kind, leaf in chosen.items() if kind in ("email", "phone"))
    bags = tuple((name.parent + bag).lstrip(".") for bag in _BAGS)
    return any(leaf.parent.startswith(bags) for leaf in reached_by)


def _dialled(chosen: Chosen) -> str:
    """The number with its area and dialling codes where the form asks for them apart."""
    area, dial = chosen.pop("area_code", None), chosen.pop("dial_code", None)
    phone = chosen.get("phone")
    if phone is None:
        return ""
    number, digits = phone.first, sum(map(str.isdigit, phone.first))
    # A Brazilian mobile has nine digits after its two of the area.
    most = 9 if area and len(area.first) == 2 else 8
    if area and re.fullmatch(r"\(?0?\d{2,4}\)?", area.first) and 5 <= digits <= most:
        chosen["area_code"], number = area, f"{area.first} {number}"
    if dial and re.fullmatch(r"\+?\d{1,4}", dial.first) and not number.startswith(("+", "00")):
        chosen["dial_code"], number = dial, _with_dial_code(number, dial.first.lstrip("+"))
    return number


def _with_dial_code(number: str, code: str) -> str:
    digits = "".join(filter(str.isdigit, number))
    return f"+{digits}" if digits.startswith(code) and len(digits) > 10 else f"+{code} {number}"
