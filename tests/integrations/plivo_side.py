"""Plivo's side of the tests: an account, and requests as Plivo makes them."""

from collections.abc import Sequence
from urllib.parse import urlencode

from apps.integrations.http import Inbound

AUTH_ID = "MANWVLYTK4ZWU1YTY4QA"
# The token that the vector of Plivo's own SDK was made with.
TOKEN = "Y2Q2ZDgxZmY5YWRiOTI5YmQ1Njg0MTAxZWIyOTc4"
ACCOUNT = {"auth_id": AUTH_ID, "auth_token": TOKEN}


def posted(url: str, fields: Sequence[tuple[str, str]], **headers: str) -> Inbound:
    """A form post; header names are given with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Inbound("POST", url, named, urlencode(fields).encode(), tuple(fields))
