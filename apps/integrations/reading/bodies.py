"""One request's body as trees of text: by its content type, and by its first letter where that is wrong."""

from collections.abc import Callable
from dataclasses import dataclass

from apps.integrations.errors import Unreadable

from . import jsontree, leaves, multipart, urlencoded
from .nesting import nested
from .text import charset_in, decoded
from .tree import Pairs, Tree

MOST_SUBMISSIONS = 1_000
# Where form builders put a whole JSON document into one field (Unbounce, Jotform, Wix, home-made forms).
ENVELOPES = ("data.json", "rawRequest", "payload", "data", "json", "body", "form_data", "formData", "fields")
# The same answers once more, for people to read.
COPIES = {"data.json": "data.xml", "rawRequest": "pretty"}


@dataclass(frozen=True)
class Body:
    """What came: an object for each submission, and what was odd about the bytes.

    Flags: `charset` (they were not what they claimed), `doubled_keys` (an object had a key twice; the last
    counts), `skipped` (a list held things that are no submissions).
    """

    submissions: tuple[dict[str, Tree], ...]
    flags: frozenset[str] = frozenset()


def parse(body: bytes, *, content_type: str) -> Body:
    """The submissions in a body, at least one. Raises `Unreadable` and nothing else."""
    if not body or body.isspace():
        raise Unreadable("the body is empty")
    return _reader(body, content_type.partition(";")[0].strip().lower())(body, content_type)


def _reader(body: bytes, media_type: str) -> Callable[[bytes, str], Body]:
    if media_type.startswith("multipart/"):
        return _multipart
    if media_type.endswith(("/json", "+json")):
        return _json
    if media_type in ("application/x-www-form-urlencoded", "text/plain", "application/octet-stream", ""):
        # curl and sendBeacon send JSON under these names.
        return _json_or_form if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") else _form
    raise Unreadable(f"bodies of type {media_type[:60]} are not read")


def _json(body: bytes, content_type: str) -> Body:
    text, clean = decoded(body, charset=charset_in(content_type))
    tree, doubled = jsontree.parse(text)
    found = _listed(tree)
    objects = [item for item in found if isinstance(item, dict) and item]
    if not objects or len(objects) > MOST_SUBMISSIONS:
        raise Unreadable(f"the JSON holds {len(objects):,} objects that could be a submission")
    flags = {"charset": not clean, "doubled_keys": doubled, "skipped": len(objects) < len(found)}
    return _body(objects, flags)


def _listed(tree: Tree) -> list[Tree]:
    """The things that could be submissions; a list of fields, such as jQuery's `serializeArray` sends, is one."""
    if not isinstance(tree, list):
        return [tree]
    return [{"": tree}] if _are_fields(tree) else tree


def _are_fields(items: list[Tree]) -> bool:
    """Whether each can be nothing but a field that describes itself; one that was left empty may have no value."""
    fields = [item for item in items if isinstance(item, dict) and item.keys() <= leaves.VOCABULARY]
    are_named = len(fields) == len(items) and all(any(key in item for key in leaves.LABELS) for item in fields)
    return are_named and any(key in item for item in fields for key in leaves.VALUES)


def _json_or_form(body: bytes, content_type: str) -> Body:
    try:
        return _json(body, content_type)
    except Unreadable:
        return _form(body, content_type)


def _form(body: bytes, content_type: str) -> Body:
    pairs, clean = urlencoded.pairs(body, charset=charset_in(content_type))
    return _fields(pairs, clean=clean)


def _multipart(body: bytes, content_type: str) -> Body:
    pairs, clean = multipart.pairs(body, content_type=content_type)
    return _fields(pairs, clean=clean)


def _fields(pairs: Pairs, *, clean: bool) -> Body:
    if not any(value for _, value in pairs):
        raise Unreadable("the form holds no field with a value")
    return _body([nested(pairs)], {"charset": not clean})


def _body(objects: list[dict[str, Tree]], flags: dict[str, bool]) -> Body:
    unwrapped = tuple(_unwrapped(item) for item in objects)
    return Body(unwrapped, frozenset(flag for flag, is_raised in flags.items() if is_raised))


def _unwrapped(outer: dict[str, Tree]) -> dict[str, Tree]:
    """The submission with the JSON that stands in one of its fields opened; what stands outside wins."""
    for name in ENVELOPES:
        text = outer.get(name)
        if isinstance(text, str) and text.lstrip()[:1] == "{" and (inner := _document(text)):
            rest = {key: value for key, value in outer.items() if value and key not in (name, COPIES.get(name))}
            return {**inner, **rest}
    return outer


def _document(text: str) -> dict[str, Tree]:
    try:
        tree, _ = jsontree.parse(text)
    except Unreadable:
        return {}
    return tree if isinstance(tree, dict) else {}
