"""The script by which the agent of a demo's tenant talks."""

from datetime import datetime

from apps.scripts import samples
from apps.scripts.models import Script, ScriptVersion
from apps.tenants.models import Tenant


def script(tenant: Tenant, sample: str, *, now: datetime) -> None:
    """Published once; later changes are the manager's."""
    named, is_new = Script.objects.get_or_create(tenant=tenant, name="Usual")
    if is_new:
        ScriptVersion.objects.create(
            tenant=tenant,
            script=named,
            number=1,
            state=ScriptVersion.State.PUBLISHED,
            share=100,
            body=samples.load(sample).model_dump(mode="json"),
            published_at=now,
        )
