"""Use cases on a script's draft: there is one a script, beside whatever is published."""

from django.db.models import QuerySet

from apps.tenants.models import Tenant

from . import published
from .document import Script as Document
from .models import Script as Named
from .models import ScriptVersion

# The draft's number; what is published counts from 1.
DRAFT = 0


def begin(tenant: Tenant, name: str, document: Document) -> Named:
    """A new script with its first draft; the name must be free."""
    script = Named.objects.create(tenant=tenant, name=name)
    save(script, document)
    return script


def of(script: Named) -> Document:
    """The draft; the latest version while nobody has written one. Raises pydantic's `ValidationError`."""
    draft = _rows(script).filter(number=DRAFT).first()
    if draft:
        return draft.typed
    latest = published.latest(script)
    return latest.typed if latest else Document()


def save(script: Named, document: Document) -> None:
    """Make the draft this; what it was is gone."""
    body = document.model_dump(mode="json")
    ScriptVersion.objects.update_or_create(
        tenant_id=script.tenant_id, script=script, number=DRAFT, defaults={"body": body}
    )


def _rows(script: Named) -> QuerySet[ScriptVersion]:
    return ScriptVersion.objects.for_tenant(script.tenant_id).filter(script=script)
