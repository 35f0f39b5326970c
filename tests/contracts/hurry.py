"""The product's own door to the outside, for tests that won't wait eight seconds for a silent vendor."""

from typing import Any

from apps.integrations.http import READ_SECONDS, Http, Reply
from tests.contracts.peer import Peer

HURRIED_READ_SECONDS = 0.2


class HurriedHttp(Http):
    """`Http` in all things but its patience with a peer that is told to be silent; only a test can make one.

    With all others it has the product's own: on a busy machine an answer may take a while.
    """

    def send(self, method: str, url: str, **asked: Any) -> Reply:
        is_silent = url.startswith(tuple(Peer.silent))
        return super().send(
            method, url, **{**asked, "read_seconds": HURRIED_READ_SECONDS if is_silent else READ_SECONDS}
        )


def http_to(url: str) -> Http:
    """A door that trusts this one origin, as the demo's trusts the sandbox."""
    return HurriedHttp(trusted_origins=frozenset([url]))
