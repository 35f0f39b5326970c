"""What may stand in braces in a playbook's texts."""

from collections.abc import Sequence
from string import Formatter

KNOWN = ("first_name", "company", "rep_name")


class Unknown(ValueError):
    """The text can't be filled in; `str()` says what is wrong with it."""


def check(text: str, *more: str) -> None:
    """Pass if every pair of braces holds one known name, or one of `more`, and nothing else. Raises `Unknown`."""
    known = (*KNOWN, *more)
    strange = [name for name in _names(text) if name not in known]
    if strange:
        listed = ", ".join(f"{{{name}}}" for name in known)
        raise Unknown(f"{{{strange[0]}}} is not known. What can be filled in: {listed}.")


def holds(text: str, name: str) -> bool:
    """Whether it is filled in there. Raises `Unknown`."""
    return name in _names(text)


def _names(text: str) -> Sequence[str]:
    try:
        parts = list(Formatter().parse(text))
    except ValueError as error:
        raise Unknown("A brace is open or closed alone. Write names like {first_name}.") from error
    return [_whole(name, spec, conversion) for _, name, spec, conversion in parts if name is not None]


def _whole(name: str, spec: str | None, conversion: str | None) -> str:
    return name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
