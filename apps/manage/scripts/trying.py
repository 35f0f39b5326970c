"""The pages on which a draft is tried out: with all simulated callers, and by typing as the lead. Nobody is called."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from apps.calls import dispositions
from apps.manage import office
from apps.manage.tenant_admin import TenantAdmin
from apps.scripts import drafting
from apps.scripts.document import Script as Document
from apps.voice.simulate import chat, rehearsal, understood
from apps.voice.simulate.callers import CALLERS
from apps.voice.simulate.chat import Exchange
from apps.voice.simulate.rehearsal import Rehearsal
from apps.voice.simulate.run import Turn

from . import pages


@dataclass(frozen=True)
class Said:
    """A line of a transcript."""

    is_agent: bool
    text: str
    deeds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A caller who broke it; the last line is where."""

    who: str
    why: tuple[str, ...]
    lines: tuple[Said, ...]


@dataclass(frozen=True)
class Talked:
    """An exchange of the chat, in words."""

    exchange: Exchange
    is_first: bool
    taken: tuple[str, ...]
    deeds: tuple[str, ...]


def callers_page(admin: TenantAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """By POST run them all against the draft."""
    script = pages.own(admin, request, pk)
    rehearsed = rehearsal.of(drafting.of(script)) if request.method == "POST" else None
    context = {
        "rehearsed": rehearsed,
        "breaks": shown(rehearsed) if rehearsed else [],
        "callers": [each.name.replace("_", " ") for each in CALLERS],
    }
    return pages.page(admin, request, script, "callers", context)


def chat_page(admin: TenantAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """All that was typed comes with each reply, so nothing is kept; it is all told anew from the first word."""
    script = pages.own(admin, request, pk)
    replies, name = _replies(request), request.POST.get("first_name", "Ada")[: chat.LONGEST_NAME]
    draft = drafting.of(script)
    talk = chat.of(chat.brief_of(draft, first_name=name, company=office.of(request).tenant.name), replies)
    context = {
        "talk": talk,
        "exchanges": [_talked(each, draft, is_first=not at) for at, each in enumerate(talk.exchanges)],
        "replies": replies[: len(talk.exchanges) - 1],
        "first_name": name,
        "ends_as": dispositions.says(talk.findings.disposition) if talk.is_over else "",
        "longest": chat.LONGEST_REPLY,
        "qualify_at": draft.qualify_at,
    }
    return pages.page(admin, request, script, "chat", context)


def shown(rehearsed: Rehearsal) -> list[Shown]:
    """Who broke it, with the transcript up to there."""
    return [
        Shown(each.who, tuple(f"It {why.replace('_', ' ')}." for why in each.why), _transcript(each.turns))
        for each in rehearsed.breaks
    ]


def _transcript(turns: tuple[Turn, ...]) -> tuple[Said, ...]:
    return tuple(said for turn in turns if (said := _said(turn)).text or said.deeds)


def _said(turn: Turn) -> Said:
    if turn.move is None:
        return Said(is_agent=False, text=turn.said)
    text = " ".join(line.text for line in turn.move.lines)
    return Said(is_agent=True, text=text, deeds=(understood.did(turn.move.tool),) if turn.move.tool else ())


def _replies(request: HttpRequest) -> list[str]:
    """What was typed before, and what is typed now: a reply, nothing, or all of it taken back."""
    if request.method != "POST" or "again" in request.POST:
        return []
    before = request.POST.getlist("said")[: chat.MOST_REPLIES]
    if "back" in request.POST:
        return before[:-1]
    typed = request.POST.get("reply", "").strip()[: chat.LONGEST_REPLY]
    return [*before, typed] if typed or "silent" in request.POST else before


def _talked(each: Exchange, draft: Document, *, is_first: bool) -> Talked:
    taken = tuple(understood.answer(answer, draft) for answer in each.taken)
    return Talked(each, is_first, taken, tuple(understood.did(tool) for tool in each.tools))
