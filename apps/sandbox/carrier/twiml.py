"""TwiML: the carrier's reading of what the application wants done with a call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

CHARACTERS_A_SECOND = 15
PAUSE_SECONDS = 1.0


class Unreadable(Exception):
    """It isn't a TwiML document."""


@dataclass(frozen=True)
class Verb:
    """One element of a document, with what is nested in it."""

    name: str
    text: str
    options: dict[str, str]
    nested: tuple[Verb, ...]

    def option(self, name: str, default: str = "") -> str:
        return self.options.get(name, default)

    def facts(self) -> dict[str, Any]:
        """As the journal shows it."""
        shown: dict[str, Any] = {"verb": self.name, **self.options}
        if self.text:
            shown["text"] = self.text
        if self.nested:
            shown["nested"] = [verb.facts() for verb in self.nested]
        return shown

    def everything(self) -> Iterator[Verb]:
        yield self
        for verb in self.nested:
            yield from verb.everything()

    def seconds(self) -> float:
        """How long it takes to hear."""
        if self.name == "Pause":
            return float(self.option("length") or PAUSE_SECONDS)
        own = len(self.text) / CHARACTERS_A_SECOND if self.name in ("Say", "Play") else 0.0
        return own + sum(verb.seconds() for verb in self.nested)


def parse(document: str) -> list[Verb]:
    """The verbs of a document in order; raises `Unreadable`."""
    try:
        # The application's own document; expat itself stops entity bombs.
        root = ElementTree.fromstring(document.strip())  # noqa: S314
    except ElementTree.ParseError as failure:
        raise Unreadable(str(failure)) from failure
    if root.tag != "Response":
        raise Unreadable(f"the document is a <{root.tag}>, not a <Response>")
    return [_verb(element) for element in root]


def crm_id(verbs: list[Verb], *urls: str) -> str | None:
    """The CRM record a document speaks of: a `crm_id` parameter, or one in any of its URLs."""
    every = [verb for top in verbs for verb in top.everything()]
    for verb in every:
        if verb.name == "Parameter" and verb.option("name") == "crm_id":
            return verb.option("value")
    spoken = [verb.text for verb in every] + [value for verb in every for value in verb.options.values()]
    found = (parse_qs(urlsplit(url).query).get("crm_id") for url in [*spoken, *urls] if "crm_id=" in url)
    return next((values[0] for values in found if values), None)


def _verb(element: ElementTree.Element) -> Verb:
    nested = tuple(_verb(child) for child in element)
    return Verb(element.tag, (element.text or "").strip(), dict(element.attrib), nested)
