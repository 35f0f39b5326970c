"""What a stream of news is about, and the signed word for it that a page hands to the live process."""

from django.conf import settings
from django.core import signing

# As long as a session: a page that is open longer polls.
LIFE_SECONDS = 43_200
_SALT = "apps.dashboard.live"


class NoTopic(Exception):
    """The word is not ours, or too old."""


def url(tenant_id: int) -> str:
    """Where a member's page finds the tenant's news; "" where there is no live process, and pages poll."""
    return f"{settings.LEADHUB_LIVE_URL}/?topic={_word(tenant_id)}" if settings.LEADHUB_LIVE_URL else ""


def _word(tenant_id: int) -> str:
    return signing.dumps(tenant_id, salt=_SALT)


def read(word: str) -> int:
    """Whose news it is. Raises `NoTopic`."""
    try:
        tenant_id = signing.loads(word, salt=_SALT, max_age=LIFE_SECONDS)
    except signing.BadSignature as error:
        raise NoTopic from error
    if not isinstance(tenant_id, int):
        raise NoTopic
    return tenant_id
