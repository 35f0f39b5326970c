"""Keeps a connection's access token good: what a person has granted is renewed by one worker at a time."""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F, Q

from apps.core import clock
from apps.core.clock import Clock, TrueNow
from apps.tenants import access

from .errors import ProviderError, Unavailable
from .grants import Grant
from .http import CONNECT_SECONDS, READ_SECONDS
from .oauth import Client, Ended, Tokens
from .tokens import Access

# Longer than the one request can take; a worker that dies with it leaves the turn to the next.
LEASE = timedelta(seconds=CONNECT_SECONDS + READ_SECONDS + 4)
LOOK_SECONDS = 0.05


@dataclass
class Keeper:
    """Gives one connection's adapter its access token.

    Two workers never spend one refresh token: the turn is taken by a guarded UPDATE of the row, the others wait until
    the row says what came of it. No transaction is open while the vendor is asked.
    """

    row: Grant
    client: Client
    clock: Clock = clock.now

    def access(self, *, stale: Access | None = None) -> Access:
        deadline = time.monotonic() + LEASE.total_seconds()
        while time.monotonic() < deadline:
            if self.row.ended_at:
                raise Ended(self.row.ended_because, code="ended")
            tokens = self.row.read()
            if self._is_good() and (stale is None or tokens.access != stale.value):
                return Access(tokens.access, tokens.said)
            if self._takes_its_turn():
                self._renew(tokens)
            else:
                time.sleep(LOOK_SECONDS)
            self._look()
        raise Unavailable(f"{self.client.title}'s tokens are just being renewed", retry_after_seconds=1)

    def _is_good(self) -> bool:
        return self.row.good_until is None or self.row.good_until > self.clock()

    def _takes_its_turn(self) -> bool:
        """Whether these very tokens are ours to spend."""
        free = Q(renewing_until=None) | Q(renewing_until__lt=TrueNow())
        return self._update(free & Q(ended_at=None), renewing_until=TrueNow() + LEASE)

    def _renew(self, tokens: Tokens) -> None:
        """What came of it stands in the row then."""
        try:
            fresh = self.client.renew(tokens)
        except Ended as error:
            self._update(Q(), ended_at=self.clock(), ended_because=error.reason, renewing_until=None)
        except ProviderError:
            self._update(Q(), renewing_until=None)
            raise
        else:
            self._update(Q(), version=F("version") + 1, **Grant.written(fresh, now=self.clock()))

    def _update(self, condition: Q, **columns: Any) -> bool:
        """Of the row as we know it: one that was granted anew meanwhile is left alone."""
        with access.as_tenant(self.row.tenant_id):
            mine = Grant.objects.for_tenant(self.row.tenant_id).filter(pk=self.row.pk, version=self.row.version)
            return bool(mine.filter(condition).update(**columns))

    def _look(self) -> None:
        with access.as_tenant(self.row.tenant_id):
            found = Grant.objects.for_tenant(self.row.tenant_id).filter(pk=self.row.pk).first()
        if found is None:
            raise Ended(f"{self.client.title} was disconnected meanwhile", code="not_connected")
        self.row = found
