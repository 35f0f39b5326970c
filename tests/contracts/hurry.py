"""The product's own door to the outside, for tests that won't wait eight seconds for a silent vendor."""

from typing import Any

from apps.integrations.http import Http, Reply

HURRIED_READ_SECONDS = 0.2


class HurriedHttp(Http):
    """`Http` in all things but its patience; only a test can make one."""

    def send(self, method: str, url: str, **asked: Any) -> Reply:
        return super().send(method, url, **{**asked, "read_seconds": HURRIED_READ_SECONDS})


def http_to(url: str) -> Http:
    """A door that trusts this one origin, as the demo's trusts the sandbox."""
    return HurriedHttp(trusted_origins=frozenset([url]))
