"""The link below each e-mail by which a person unsubscribes: unguessable, lasting, and without a word about them."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing

_SIGNER_SALT = "leadhub.unsubscribe"


class NoSuchLink(ValueError):
    """We never made this link."""


@dataclass(frozen=True)
class WayOut:
    """Below which e-mail the link stands: each step has one at most."""

    tenant_id: int
    step_id: int

    @property
    def url(self) -> str:
        """Valid for as long as the installation's secret key, or its fallbacks, are."""
        token = _signer().sign(f"{self.tenant_id}-{self.step_id}")
        return f"{settings.LEADHUB_BASE_URL}/unsubscribe/{token}/"


def read(token: str) -> WayOut:
    """Whose link it is. Raises `NoSuchLink`."""
    try:
        tenant_id, _, step_id = _signer().unsign(token).partition("-")
    except signing.BadSignature as error:
        raise NoSuchLink from error
    return WayOut(int(tenant_id), int(step_id))


def _signer() -> signing.Signer:
    return signing.Signer(sep=".", salt=_SIGNER_SALT)
