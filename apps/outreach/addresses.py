"""Where vendors call us back: the token in the path tells whose news it is and that they had it from us."""

import re

from django.conf import settings


def callback(vendor: str, token: str, news: str) -> str:
    """The public address for one kind of news about one attempt, message or connection."""
    return f"{settings.LEADHUB_CALLBACK_URL}/callbacks/{vendor}/{token}/{news}/"


def token_in(url: str) -> str:
    """The token in such an address; "" in any other text."""
    found = re.search(r"/callbacks/\w+/([0-9a-f]{32})/", url)
    return found.group(1) if found else ""
