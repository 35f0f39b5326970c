"""Answers with a file, or with the part of it that was asked for (RFC 9110, section 14): what a player seeks by."""

import re
from dataclasses import dataclass
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

BLOCK = 65_536
_ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


class Unsatisfiable(ValueError):
    """The file has no such part."""


@dataclass(frozen=True)
class Part:
    """Bytes from the first to the last, both of them included."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


def part_of(header: str, *, size: int) -> Part | None:
    """The one range that a `Range` header names; None for the whole, as for what we don't read. Raises `Unsatisfiable`.

    "bytes=0-99", "bytes=100-", and "bytes=-100" for the last hundred.
    """
    found = _ONE_RANGE.fullmatch(header.strip())
    if found is None or found[0] == "bytes=-":
        return None
    if not found[1]:
        part = Part(max(size - int(found[2]), 0), size - 1)
    else:
        part = Part(int(found[1]), min(int(found[2]), size - 1) if found[2] else size - 1)
    if found[1] and found[2] and int(found[2]) < int(found[1]):
        return None
    if part.size <= 0:
        raise Unsatisfiable(header)
    return part


def answer(request: HttpRequest, file: IO[bytes], *, size: int, content_type: str, name: str) -> HttpResponseBase:
    """200 with the whole, 206 with the part, 416 where there is none; nobody on the way keeps it."""
    try:
        part = part_of(request.headers.get("Range", ""), size=size)
    except Unsatisfiable:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    shown = part or Part(0, size - 1)
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "private, no-store", "Content-Length": str(shown.size)}
    if part:
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    status = 206 if part else 200
    window = _Window(file, shown)
    response = FileResponse(window, filename=name, content_type=content_type, status=status, headers=headers)
    response.block_size = BLOCK
    return response


class _Window:
    """A part of a file, read once from its beginning to its end."""

    def __init__(self, file: IO[bytes], part: Part) -> None:
        file.seek(part.first)
        self._file = file
        self._left = part.size

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        self._file.close()
