"""Which engines a tenant's calls use."""

from functools import cache

from django.conf import settings

from . import offline
from .base import Engines


def for_tenant(tenant_id: int) -> Engines:
    """The local speech server's, until a tenant can choose."""
    return _offline()


@cache
def _offline() -> Engines:
    return offline.Engines(settings.LEADHUB_SPEECH_URL)
