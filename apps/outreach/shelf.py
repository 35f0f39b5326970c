"""All cadences of a tenant that are in use, read at once; and the same with one of them changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .cadence.ladder import DEFAULT, Ladder
from .models import Cadence, CadenceVersion


@dataclass(frozen=True)
class Shelf:
    """Ladders by the names that rules ask for, by source, and the usual one of all others."""

    named: Mapping[str, Ladder] = field(default_factory=dict)
    of_sources: Mapping[int, Ladder] = field(default_factory=dict)
    usual: Ladder = DEFAULT

    @classmethod
    def of(cls, tenant_id: int) -> "Shelf":
        """What is in force."""
        latest = CadenceVersion.objects.in_use(tenant_id).order_by("cadence_id", "-number").distinct("cadence_id")
        shelf = cls()
        for version in latest:
            shelf = shelf.having(version.cadence, version.as_ladder())
        return shelf

    def having(self, cadence: Cadence, ladder: Ladder) -> "Shelf":
        """As if this ladder were published as that cadence, and in use."""
        if cadence.name:
            return replace(self, named={**self.named, cadence.name: ladder})
        if cadence.source_id:
            return replace(self, of_sources={**self.of_sources, cadence.source_id: ladder})
        return replace(self, usual=ladder)

    def ladder(self, name: str, *, source_id: int) -> Ladder:
        """What a lead of the source follows whose rule asks for this name; as `climbing.begin` finds it."""
        return self.named.get(name) or self.of_sources.get(source_id, self.usual)
