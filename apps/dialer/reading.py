"""Reads the body of an answer: to its last byte, up to a bound."""

import aiohttp


class TooLong(ValueError):
    """More than anybody sends who knows what was asked."""


async def whole(answer: aiohttp.ClientResponse, *, most_bytes: int) -> bytes:
    """All of it. Raises `TooLong`, and what aiohttp raises where it breaks off."""
    read = bytearray()
    # Not `content.read(most)`: that gives what has come so far.
    async for chunk in answer.content.iter_any():
        read += chunk
        if len(read) > most_bytes:
            raise TooLong
    return bytes(read)
