"""An e-mail address, written or spoken: "ada dot l at example dot com"."""

import re

from . import numbers, plain, spelling

_WRITTEN = re.compile(r"[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,12}")
_OPENING = re.compile(
    r"^(?:(?:yes|yeah|sure|ok|okay|um|uh|well|of course)[,. ]+)*"
    r"(?:(?:it'?s|it is|its|my e-?mail(?: address)?(?:'?s| is)|(?:the )?e-?mail(?: address)? is|that'?s|that would be|"
    r"you can (?:use|reach me at|send it to)|use|send it to)[ ,:]+)*"
)
_SIGNS = (
    (re.compile(r"\s*\b(?:dot|period|point)\b\s*"), "."),
    (re.compile(r"\s*\bunder ?score\b\s*"), "_"),
    (re.compile(r"\s*\b(?:dash|hyphen|minus)\b\s*"), "-"),
    (re.compile(r"\s*\bplus\b\s*"), "+"),
)
_NUMBER_WORDS = re.compile(
    r"\b(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|"
    r"nine))?|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|zero|one|two|three|four|five|six|seven|eight|"
    r"nine)\b"
)


def read(said: str) -> str | None:
    """The address in lower case; None where there is none that could be one."""
    text = said[: plain.MOST_CHARACTERS].lower()
    if found := _WRITTEN.search(text):
        return found.group()
    return _spoken(_OPENING.sub("", text, count=1))


def _spoken(text: str) -> str | None:
    text = spelling.joined(re.sub("['\u2019]", "", text))
    for pattern, sign in _SIGNS:
        text = pattern.sub(sign, text)
    text = _NUMBER_WORDS.sub(lambda word: f"{numbers.read(word.group()) or 0:.0f}", text)
    local, at, domain = text.rpartition(" at ")
    if not at:
        return None
    address = "@".join(re.sub(r"\s+", "", part) for part in (local, re.split(r"[,;!?]", domain)[0]))
    found = _WRITTEN.fullmatch(address.rstrip("."))
    return found.group() if found else None
