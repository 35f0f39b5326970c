"""Reads: the script that a conversation follows."""

import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from .document import Script as Document
from .models import Script as Named
from .models import ScriptVersion


@dataclass(frozen=True)
class Spoken:
    """A version as it is spoken; `version_id` is None for the one that is built in."""

    document: Document
    version_id: int | None = None
    name: str = ""


def is_there(tenant_id: int) -> bool:
    """Whether the tenant has any script to speak by."""
    return _published(tenant_id).exists()


def choose(tenant_id: int, *, name: str, lead_id: uuid.UUID) -> Spoken:
    """The version for this lead, always the same one: of the script so named, else of the tenant's first."""
    versions = list(_published(tenant_id).filter(script__name=name)) if name else []
    if not versions:
        versions = list(_published(tenant_id))
        versions = [each for each in versions if each.script_id == versions[0].script_id]
    if not versions:
        return Spoken(Document())
    chosen = _by_share(versions, lead_id)
    return Spoken(chosen.typed, chosen.pk, chosen.script.name)


def version(tenant_id: int, version_id: int | None) -> Spoken:
    """The version that was chosen before; the one that is built in where there was none."""
    versions = ScriptVersion.objects.for_tenant(tenant_id).select_related("script")
    found = versions.filter(pk=version_id).first() if version_id else None
    return Spoken(found.typed, found.pk, found.script.name) if found else Spoken(Document())


def names(tenant_id: int) -> frozenset[str]:
    """The scripts that a rule may ask for today."""
    return frozenset(_published(tenant_id).values_list("script__name", flat=True))


def latest(script: Named) -> ScriptVersion | None:
    """The one that was published last, spoken or not."""
    return versions(script).first()


def versions(script: Named) -> QuerySet[ScriptVersion]:
    """All that were ever published, the latest first."""
    found = ScriptVersion.objects.for_tenant(script.tenant_id).filter(script=script)
    return found.exclude(state=ScriptVersion.State.DRAFT).order_by("-number")


def spoken(script: Named) -> list[ScriptVersion]:
    """Those that have a share of the calls, the oldest first."""
    return list(versions(script).filter(share__gt=0).order_by("number"))


def _published(tenant_id: int) -> QuerySet[ScriptVersion]:
    speaking = ScriptVersion.objects.for_tenant(tenant_id).filter(script__is_active=True, share__gt=0)
    return speaking.select_related("script").order_by("script_id", "number")


def _by_share(versions: list[ScriptVersion], lead_id: uuid.UUID) -> ScriptVersion:
    """The lead's id decides: a lead that is called again hears the same."""
    place = lead_id.int % sum(version.share for version in versions)
    for version in versions:
        if place < version.share:
            return version
        place -= version.share
    return versions[-1]
