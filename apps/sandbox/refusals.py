"""A pretend vendor's no: an exception that is its own answer."""

from __future__ import annotations

from starlette.responses import Response


class Refused(Exception):
    """The request has no effect, and this is the answer."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response
