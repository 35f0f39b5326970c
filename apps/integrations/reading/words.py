"""A field's key as plain words, so that "q3_fullName", "Tél. (portable)" and "e-mail-adresse" compare."""

import re
import unicodedata

from .spellings import FILLERS

_BEFORE_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# One word each, however the capitals and hyphens fall.
_E_MAIL = re.compile(r"(?<![a-z])e[\W_]*mail")
_WHATS_APP = re.compile(r"whats[\W_]+app")
_WORD = re.compile(r"[^\W\d_]+")
_BAGS = re.compile(
    r"^(?:form_?fields|form_?data|form_?response|form_?values|custom_?fields|et_pb_contact)$", re.IGNORECASE
)


def of(key: str) -> tuple[str, ...]:
    """Every word of a key in order, in lower case and without accents."""
    split = _E_MAIL.sub("email", _BEFORE_CAPITAL.sub(" ", key).casefold())
    plain = unicodedata.normalize("NFKD", _WHATS_APP.sub("whatsapp", split))
    return tuple(_WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter))))


def telling(key: str) -> tuple[str, ...]:
    """The words that tell what is asked for; containers that only hold the fields are left out."""
    steps = [step for step in key.split(".") if not _BAGS.match(step)]
    return tuple(word for word in of(" ".join(steps)) if word not in FILLERS)
