"""A mail that a portal writes about a lead, as fields: lines of "Label: value", and tables of two columns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from . import shapes
from .tree import Tree

MOST_FIELDS = 200
MOST_LETTER = 100_000
_LABELLED = re.compile(
    r"[\s>*\u2022\u00b7\u2013-]{0,10}([^\s:\uff1a\t][^:\uff1a\t]{0,59}?)\s{0,5}(?:[:\uff1a]|\t)\s{0,20}(\S.*)?"
)
_URL_SCHEME = re.compile(r"https?|mailto|tel", re.IGNORECASE)
_SIGNATURE = "-- "
_BREAKS = frozenset(("br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "dt", "dl", "table", "ul", "blockquote"))
_CELLS = frozenset(("td", "th", "dd"))
_UNSEEN = frozenset(("style", "script", "head", "title"))
_TAG = re.compile(r"(<[^<>]{1,2000}>)")
_TAG_NAME = re.compile(r"<\s?(/?)\s?([a-zA-Z][a-zA-Z0-9]{0,20})")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_NUMBER = re.compile(r"(?<![\w/.=&-])[+(]?\d[\d ().\-/]{6,22}\d(?![\w/])")


@dataclass(frozen=True)
class Own:
    """Whose addresses are no lead's, in lower case: these, and all of these domains."""

    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()

    def __contains__(self, address: str) -> bool:
        """Of a domain is also who is at one below or above it: noreply@mail.portal.example, help@portal.example."""
        at = f".{address.rpartition('@')[2]}"
        is_near = any(at.endswith(f".{each}") or f".{each}".endswith(at) for each in self.domains)
        return is_near or address in self.addresses


def fields(text: str) -> list[Tree]:
    """The fields of a letter's text, in their order; a label alone on its line names the next line."""
    found: list[Tree] = []
    waiting = ""
    for line in _lines(text):
        told = _LABELLED.match(line)
        if told and _URL_SCHEME.fullmatch(told[1]):
            told = None
        if told and told[2]:
            found.append({"title": told[1].strip("* "), "value": told[2].strip("* ")})
            waiting = ""
        elif told:
            waiting = told[1].strip("* ")
        elif waiting and line.strip():
            found.append({"title": waiting, "value": line.strip()})
            waiting = ""
        if len(found) == MOST_FIELDS:
            break
    return found


def address(text: str, *, not_of: Own) -> str:
    """The first e-mail address in the text that is none of the portal's own."""
    found = (each.rstrip(".") for each in _ADDRESS.findall(text[:MOST_LETTER]))
    return next((each for each in found if each.lower() not in not_of), "")


def number(text: str) -> str:
    """The first thing in the text that can be nothing but a phone number."""
    found = (each.strip() for each in _NUMBER.findall(text[:MOST_LETTER]))
    return next((each for each in found if shapes.must_be_phone(each)), "")


def as_text(html: str) -> str:
    """What a person sees of a page: a row of a table is a line, its cells are parted by tabs."""
    seen: list[str] = []
    for part in filter(None, _seen(html)):
        is_first = not seen or seen[-1] in ("\n", "\t")
        if part == "\t" and is_first:
            continue
        seen.append(part if is_first or part in ("\n", "\t") else f" {part}")
    return "".join(seen)


def _lines(text: str) -> Iterator[str]:
    for line in text[:MOST_LETTER].splitlines():
        if line.rstrip("\r\n") == _SIGNATURE:
            return
        yield line


def _seen(html: str) -> Iterator[str]:
    """Texts, breaks and tabs. Not by the standard library's parser: many half-written tags cost it seconds."""
    hidden = 0
    for part in _TAG.split(html[:MOST_LETTER]):
        tag = _TAG_NAME.match(part)
        if tag is None:
            text = " ".join(unescape(part).split())
            yield text if text and not hidden else ""
            continue
        name, is_end = tag[2].lower(), bool(tag[1])
        if name in _UNSEEN:
            hidden = max(0, hidden - 1) if is_end else hidden + 1
        yield "\n" if name in _BREAKS else "\t" if name in _CELLS and not is_end else ""
