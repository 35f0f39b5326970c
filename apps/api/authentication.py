"""Who calls: the tenant whose API key the request bears."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from apps.core import clock
from apps.tenants import access
from apps.tenants.models import ApiKey, Tenant

SCHEME = "Bearer"
# One write a minute tells an owner which keys are alive; one a request would make every read a write.
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Caller:
    """A program that has shown a live key."""

    key: ApiKey
    is_authenticated: bool = True

    @property
    def name(self) -> str:
        """As timelines and lists call whoever did something."""
        return f"API key {self.key.name}"

    @property
    def tenant(self) -> Tenant:
        return self.key.tenant


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer lh_…`."""

    def authenticate(self, request: Request) -> tuple[Caller, ApiKey] | None:
        scheme, _, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        key = _live(text.strip(), now=clock.now())
        return Caller(key), key

    def authenticate_header(self, request: Request) -> str:
        return f'{SCHEME} realm="LeadHub"'


def _live(text: str, *, now: datetime) -> ApiKey:
    with access.as_platform():
        try:
            key = ApiKey.objects.live(text)
        except ApiKey.DoesNotExist as error:
            raise AuthenticationFailed("this API key is unknown or revoked") from error
        if key.last_used_at is None or now - key.last_used_at > NOTED_EVERY:
            ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
        return key
