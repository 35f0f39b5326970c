"""What a call of a tenant works with: its engines, and who reads the replies."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import structlog
from pydantic import ValidationError

from apps.core import plugins
from apps.integrations.errors import Rejected
from apps.integrations.models import Connection, Family
from apps.integrations.thinking.base import Thinking
from apps.outreach import engine_health

from .engines.base import Engines
from .engines.choosing import MOST_OF_A_KIND, Choice, of
from .health import Health
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
    health: Health = field(default_factory=Health)


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
        connections = await in_thread(engine_health.usable, tenant_id)
        models = [(each.pk, model) for each in of(connections, Family.THINKING) if (model := _model(each))]
        models = models[:MOST_OF_A_KIND]
        ids = self._choice.connections(connections) | {Family.THINKING: tuple(pk for pk, _ in models)}
        health = Health(tenant_id, ids)
        return Equipment(self._choice.of(connections), self._reader([model for _, model in models], health), health)

    def _reader(self, models: Sequence[Thinking], health: Health) -> Reader:
        if not models:
            return self._rules
        return ModelReader(self._rules, models, on_trouble=partial(health.failed, Family.THINKING))


def _model(connection: Connection) -> Thinking | None:
    try:
        return connection.thinking()
    except (ValidationError, Rejected, plugins.NoSuchPlugin):
        log.warning("model.unusable", connection=connection.pk, tenant=connection.tenant_id)
        return None
