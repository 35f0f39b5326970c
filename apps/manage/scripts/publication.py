"""The page that puts a draft in force: what changes, what is wrong, and all simulated callers before it speaks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from apps.core import clock
from apps.manage import office
from apps.manage.tenant_admin import TenantAdmin
from apps.scripts import drafting, publish, shares
from apps.scripts.models import Script
from apps.scripts.publish import Alone, Mistaken, Overtaken
from apps.voice.simulate import rehearsal
from apps.voice.simulate.rehearsal import Rehearsal

from . import drawn, pages, trying

PUBLISH = "script_publish"
MOST_NOTE = 200
MEANWHILE = "Somebody has published meanwhile: look at what would change now."
FIRST = "The first version takes all calls."


def page(admin: TenantAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show the differences; by POST let the callers in, and put the draft in force if none of them breaks it."""
    script = pages.own(admin, request, pk)
    if request.method != "POST":
        return _show(admin, request, script)
    if pages.seen(request) != pages.stand(script).latest:
        messages.error(request, MEANWHILE)
        return pages.to(PUBLISH, script)
    rehearsed = rehearsal.of(drafting.of(script))
    if rehearsed.breaks:
        messages.error(request, "Not published: a simulated caller breaks it. See below who, where and why.")
        return _show(admin, request, script, rehearsed)
    return _put(admin, request, script, rehearsed)


def discard(admin: TenantAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Make the draft what was published last and is spoken."""
    script = pages.own(admin, request, pk)
    main = pages.stand(script).main
    if request.method == "POST" and main:
        drafting.save(script, main.typed)
        messages.success(request, f"The draft is what version {main.number} says again.")
    return pages.to("scripts_script_change", script)


def author(request: HttpRequest) -> str:
    """Whom the history names."""
    return office.who(request).email[:200]


def _put(admin: TenantAdmin, request: HttpRequest, script: Script, rehearsed: Rehearsal) -> HttpResponse:
    note, share = request.POST.get("note", "").strip()[:MOST_NOTE], _share(request)
    try:
        made = publish.draft(
            script, over=pages.seen(request), share=share, author=author(request), now=clock.now(), note=note
        )
    except Overtaken:
        messages.error(request, MEANWHILE)
    except Mistaken:
        messages.error(request, "Not published: correct what is marked first.")
    except Alone:
        messages.error(request, FIRST)
    else:
        admin.log_change(request, script, f"Published version {made.number} for {share} of 100 calls")
        heard = f"{rehearsed.callers} callers and {rehearsed.calls} calls broke nothing"
        calls = "all calls" if share == shares.WHOLE else f"{share} of 100 calls"
        messages.success(request, f"Version {made.number} speaks in {calls} from now on; {heard}.")
        return pages.to("script_versions", script)
    return pages.to(PUBLISH, script)


def _share(request: HttpRequest) -> int:
    typed = request.POST.get("share", "100")
    return min(100, max(1, int(typed))) if typed.isdecimal() and len(typed) < 4 else 100


def _show(admin: TenantAdmin, request: HttpRequest, script: Script, rehearsed: Rehearsal | None = None) -> HttpResponse:
    stand = pages.stand(script)
    found = pages.findings(stand.draft, office.of(request).tenant)
    mistakes = [(each, drawn.place_of(each)) for each in found if each.is_mistake]
    context = {
        "stand": stand,
        "is_publishable": not mistakes and (stand.changes or not stand.is_published),
        "mistakes": mistakes,
        "doubts": [(each, drawn.place_of(each)) for each in found if not each.is_mistake],
        "rehearsed": rehearsed,
        "breaks": trying.shown(rehearsed) if rehearsed else [],
        "note": request.POST.get("note", "")[:MOST_NOTE],
        "share": _share(request),
    }
    return pages.page(admin, request, script, "publish", context)
