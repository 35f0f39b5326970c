"""Bytes to text, and text to text that Postgres can store; nothing here ever raises."""

import codecs
import re

MOST_TEXT = 2_000
# Neither `text` nor `jsonb` takes these.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARKS = tuple(mark for mark, _ in _BOMS)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:\-]+)""", re.IGNORECASE)
# Codecs that are no charsets (zip, base64 …) sit behind the same door in Python; `idna` is quadratic.
_TEXT_CODEC = re.compile(
    r"utf|latin|iso|cp\d|windows|ascii|mac|koi|gb|big5|euc|shift|sjis|johab|hz|ms|\d", re.IGNORECASE
)
FALLBACK = "windows-1252"


def charset_in(content_type: str) -> str:
    """The charset that a header declares, "utf-8" where it declares none that Python knows."""
    found = _CHARSET.search(content_type) if "charset" in content_type.lower() else None
    if found is None or not _TEXT_CODEC.match(found[1]):
        return "utf-8"
    try:
        return codecs.lookup(found[1]).name
    except LookupError:
        return "utf-8"


def decoded(body: bytes, *, charset: str = "utf-8") -> tuple[str, bool]:
    """The text, and whether its bytes were what they claimed; Windows' own charset stands in where not."""
    if body.startswith(_MARKS):
        mark, charset = next(bom for bom in _BOMS if body.startswith(bom[0]))
        body = body[len(mark) :]
    try:
        return body.decode(charset), True
    except (UnicodeError, LookupError):
        return body.decode(FALLBACK, "replace"), False
