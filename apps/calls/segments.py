"""How many segments a text is sent and paid in (3GPP TS 23.038): one letter beyond its alphabet makes all wide."""

_PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED = frozenset("^{}\\[~]|€\f")
# In one segment, and in each of several, which carry a header.
_PLAIN_UNITS, _WIDE_UNITS = (160, 153), (70, 67)


def of(body: str) -> int:
    """At least 1."""
    if set(body) <= _PLAIN | _ESCAPED:
        return _parts(len(body) + sum(letter in _ESCAPED for letter in body), *_PLAIN_UNITS)
    return _parts(len(body.encode("utf-16-le")) // 2, *_WIDE_UNITS)


def _parts(units: int, single: int, each: int) -> int:
    return 1 if units <= single else -(-units // each)
