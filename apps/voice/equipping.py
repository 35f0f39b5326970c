"""What a call of a tenant works with: its engines, and who reads the replies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from pydantic import ValidationError

from apps.core import plugins
from apps.integrations.errors import Rejected
from apps.integrations.models import Connection, Family
from apps.integrations.thinking.base import Thinking
from apps.outreach import kit

from .engines.base import Engines
from .engines.choosing import MOST_OF_A_KIND, Choice
from .reading.base import Reader
from .reading.model import ModelReader
from .reading.rules import RulesReader
from .threads import in_thread

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Equipment:
    """Of one call."""

    engines: Engines
    reader: Reader


class Stock:
    """One of the process."""

    def __init__(self) -> None:
        self._rules = RulesReader()
        self._choice = Choice()

    def default(self) -> Equipment:
        """Without a cloud."""
        return Equipment(self._choice.default(), self._rules)

    async def of(self, tenant_id: int) -> Equipment:
        """By the tenant's connections as they are now."""
        connections = await in_thread(_connections, tenant_id)
        models = [model for each in connections if each.family == Family.THINKING and (model := _model(each))]
        reader = ModelReader(self._rules, models[:MOST_OF_A_KIND]) if models else self._rules
        return Equipment(self._choice.of(connections), reader)


def _connections(tenant_id: int, *, now: datetime) -> Sequence[Connection]:
    works = kit.of(tenant_id, now=now)
    return [each for family in (Family.HEARING, Family.SPEECH, Family.THINKING) for each in works.usable(family)]


def _model(connection: Connection) -> Thinking | None:
    try:
        return connection.thinking()
    except (ValidationError, Rejected, plugins.NoSuchPlugin):
        log.warning("model.unusable", connection=connection.pk, tenant=connection.tenant_id)
        return None
