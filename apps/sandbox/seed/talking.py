"""The scripts by which the agent of a demo's tenant talks: its usual one, and one that a rule asks for."""

from collections.abc import Mapping
from datetime import datetime

from apps.scripts import samples
from apps.scripts.document import Script as Document
from apps.scripts.models import Script, ScriptVersion
from apps.tenants.models import Tenant

# What the scripts that rules ask for have of their own; a question that is named is not asked.
_OWN: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "Renters": (
        "owns_home",
        {"reason": "You asked about solar for a home that you rent. Do you have two minutes?", "qualify_at": 40},
    ),
    "Small jobs": ("", {"reason": "You asked about a small job on your roof. Do you have two minutes?"}),
}


def script(tenant: Tenant, sample: str, *, now: datetime) -> None:
    """Published once; later changes are the manager's."""
    _published(tenant, "Usual", samples.load(sample), now=now)


def special(tenant: Tenant, name: str, sample: str, *, now: datetime) -> None:
    """The one of this name, made of a sample."""
    left_out, own = _OWN[name]
    usual = samples.load(sample)
    asked = tuple(question for question in usual.questions if question.id != left_out)
    _published(tenant, name, usual.model_copy(update={**own, "questions": asked}), now=now)


def _published(tenant: Tenant, name: str, document: Document, *, now: datetime) -> None:
    named, is_new = Script.objects.get_or_create(tenant=tenant, name=name)
    if is_new:
        ScriptVersion.objects.create(
            tenant=tenant,
            script=named,
            number=1,
            state=ScriptVersion.State.PUBLISHED,
            share=100,
            body=document.model_dump(mode="json"),
            published_at=now,
        )
