"""The page on which past calls are told again: what their leads said, to the draft and to the version of then."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from pydantic import ValidationError

from apps.calls import dispositions
from apps.calls.models import Conversation, Turn
from apps.manage import office
from apps.manage.tenant_admin import TenantAdmin
from apps.scripts import drafting, published
from apps.scripts.document import Script as Document
from apps.tenants.models import Tenant
from apps.voice.policy.brief import Brief, Findings
from apps.voice.simulate import chat, understood

from . import pages

MOST_CALLS = 25


@dataclass(frozen=True)
class Told:
    """One past call by both: `changes` are sentences, none where nothing would differ. `ended` is what really came."""

    conversation: Conversation
    ended: str
    changes: tuple[str, ...]
    replies: tuple[str, ...]


def page(admin: TenantAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The latest calls that followed any version of this script, told again by its draft."""
    script, tenant = pages.own(admin, request, pk), office.of(request).tenant
    draft = drafting.of(script)
    versions = list(published.versions(script).values_list("pk", flat=True))
    told = [each for each in (_told(call, draft, tenant) for call in _calls(tenant, versions)) if each]
    changed = [each for each in told if each.changes]
    context = {"told": told, "changed": changed, "alike": [each for each in told if not each.changes]}
    return pages.page(admin, request, script, "replay", context | {"most": MOST_CALLS})


def _calls(tenant: Tenant, versions: list[int]) -> list[Conversation]:
    over = Conversation.objects.for_tenant(tenant).filter(state=Conversation.State.OVER, script_version_id__in=versions)
    latest = over.select_related("lead").prefetch_related("turns").order_by("-created_at", "-id")
    return list(latest[:MOST_CALLS])


def _told(call: Conversation, draft: Document, tenant: Tenant) -> Told | None:
    """None where nobody spoke, or where an older program wrote what this one can't read."""
    turns = sorted(call.turns.all(), key=lambda turn: turn.number)
    replies = tuple(turn.text for turn in turns if turn.speaker == Turn.Speaker.LEAD)
    if not replies:
        return None
    try:
        then = published.version(tenant.pk, call.script_version_id).document
    except ValidationError:
        return None
    before = chat.of(_brief(call, then, tenant), replies).findings
    after = chat.of(_brief(call, draft, tenant), replies).findings
    return Told(call, dispositions.says(call.disposition), tuple(_changes(before, after)), replies)


def _brief(call: Conversation, script: Document, tenant: Tenant) -> Brief:
    return Brief(
        script=script,
        company=tenant.name,
        first_name=call.lead.first_name,
        now=call.created_at,
        zone=tenant.zone.key,
        answers={str(key): str(value)[:200] for key, value in call.lead.answers.items()},
    )


def _changes(before: Findings, after: Findings) -> list[str]:
    said = []
    if before.disposition != after.disposition:
        ends = dispositions.says(before.disposition), dispositions.says(after.disposition)
        said.append(f"Ends otherwise: “{ends[0]}” would be “{ends[1]}”.")
    if before.score != after.score:
        said.append(f"The score {before.score} would be {after.score}.")
    if before.is_qualified != after.is_qualified:
        said.append("Would be qualified." if after.is_qualified else "Would no longer be qualified.")
    old = {answer.question_id: understood.valued(answer.value) for answer in before.answers}
    new = {answer.question_id: understood.valued(answer.value) for answer in after.answers}
    differ = [key for key in dict.fromkeys([*old, *new]) if old.get(key) != new.get(key)]
    return said + [f"{key.replace('_', ' ').capitalize()}: {_now(old.get(key), new.get(key))}." for key in differ]


def _now(old: str | None, new: str | None) -> str:
    if old is None:
        return f"would be answered, “{new}”"
    return f"“{old}” would be “{new}”" if new is not None else f"“{old}” would not be answered"
