"""Use cases: which versions of a script are spoken, and in how many of a hundred calls. The published never change.

Each raises `Overtaken` where somebody has published since the one who asks had looked.
"""

from datetime import datetime

from django.db import transaction

from . import drafting, lint, published, shares
from .document import Script as Document
from .models import Script as Named
from .models import ScriptVersion

_State = ScriptVersion.State


class Overtaken(Exception):
    """Somebody has published since: look at the differences again."""


class Mistaken(Exception):
    """The draft has mistakes; see `lint.mistakes`."""


class Alone(Exception):
    """Nobody would take the rest of the calls."""


def draft(script: Named, *, over: int, share: int, author: str, now: datetime, note: str = "") -> ScriptVersion:
    """Put the draft in force for so many of a hundred calls; `over` is the latest version that was looked at.

    Raises `Mistaken` as well, and `Alone` for a first version with less than all.
    """
    document = drafting.of(script)
    if lint.mistakes(document):
        raise Mistaken
    wanted = ScriptVersion(share=share, author=author, note=note, published_at=now)
    return _put(script, wanted, document, over=over)


def again(former: ScriptVersion, *, over: int, author: str, now: datetime) -> ScriptVersion:
    """Roll back: what a former version says is spoken in all calls, as a version of its own. The draft stays."""
    note = f"Back to version {former.number}"
    wanted = ScriptVersion(share=shares.WHOLE, author=author, note=note, published_at=now)
    wanted.restored_from = former.number
    return _put(former.script, wanted, former.typed, over=over)


def give(version: ScriptVersion, share: int, *, over: int) -> None:
    """Let one of those that are spoken have so many of a hundred calls: 100 promotes it, 0 retires it.

    Raises `Alone` where it is the only one.
    """
    with transaction.atomic():
        _look(version.script, over=over)
        others = [each for each in published.spoken(version.script) if each.pk != version.pk]
        _make_room(others, taken=share)
        _set(version, share)


def _put(script: Named, version: ScriptVersion, document: Document, *, over: int) -> ScriptVersion:
    with transaction.atomic():
        _look(script, over=over)
        _make_room(published.spoken(script), taken=version.share)
        version.tenant_id, version.script, version.number = script.tenant_id, script, over + 1
        version.state, version.body = _State.PUBLISHED, document.model_dump(mode="json")
        version.save(force_insert=True)
    return version


def _look(script: Named, *, over: int) -> None:
    """One at a time: whoever publishes this script holds its row."""
    Named.objects.for_tenant(script.tenant_id).select_for_update().get(pk=script.pk)
    latest = published.latest(script)
    if (latest.number if latest else drafting.DRAFT) != over:
        raise Overtaken


def _make_room(others: list[ScriptVersion], *, taken: int) -> None:
    try:
        given = shares.beside({each.pk: each.share for each in others}, taken=taken)
    except ValueError as error:
        raise Alone from error
    for each in others:
        _set(each, given[each.pk])


def _set(version: ScriptVersion, share: int) -> None:
    version.share = share
    version.state = _State.PUBLISHED if share else _State.RETIRED
    version.save(update_fields=["share", "state"])
