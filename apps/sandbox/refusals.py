"""A pretend vendor's no: an exception that is its own answer."""

from __future__ import annotations

from starlette.responses import Response

# Any token, password or secret that begins so is refused, by every pretend vendor.
WRONG = "wrong"


def is_wrong(secret: str) -> bool:
    return not secret.strip() or secret.startswith(WRONG)


class Refused(Exception):
    """The request has no effect, and this is the answer."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response
