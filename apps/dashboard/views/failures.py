"""Failures: by cause, one cause, what a replay would do, and the replay itself."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.core import clock
from apps.dashboard import navigation, replay_run
from apps.dashboard.queries import failures
from apps.dashboard.replay_run import Run
from apps.dashboard.visits import SignedIn, Visit, open_to
from apps.outreach import replays

_QUICK_MS, _CALM_MS = 1_000, 5_000


@require_safe
@open_to(navigation.CLIENTS)
def page(request: SignedIn, visit: Visit) -> HttpResponse:
    return render(request, "dashboard/failures.html", _causes(visit))


@require_safe
@open_to(navigation.CLIENTS)
def live(request: SignedIn, visit: Visit) -> HttpResponse:
    return render(request, "dashboard/failures.html#live", _causes(visit))


def _causes(visit: Visit) -> dict[str, object]:
    found = failures.causes(visit.tenant, now=clock.now())
    return {"visit": visit, "causes": found, "count": sum(cause.count for cause in found), "every_ms": _CALM_MS}


@require_safe
@open_to(navigation.CLIENTS)
def cause(request: SignedIn, visit: Visit) -> HttpResponse:
    wanted, now = failures.read(request.GET.dict()), clock.now()
    found = failures.failures(visit.tenant, wanted, now=now)
    shown = {"visit": visit, "wanted": wanted, "failures": found, "most": failures.MOST_STEPS}
    return render(request, "dashboard/failures_cause.html", shown | {"since": failures.SINCE_LABELS.items()})


@require_safe
@open_to(navigation.MANAGERS)
def preview(request: SignedIn, visit: Visit) -> HttpResponse:
    """What would happen; nothing happens yet."""
    wanted, chosen = failures.read(request.GET.dict()), _ids(request.GET.getlist("step"))
    plan = failures.plan(visit.tenant, wanted, chosen, now=clock.now())
    shown = {"visit": visit, "wanted": wanted, "chosen": chosen, "plan": plan, "most": replays.MOST}
    return render(request, "dashboard/failures_preview.html", shown)


@require_POST
@open_to(navigation.MANAGERS)
def start(request: SignedIn, visit: Visit) -> HttpResponseRedirect:
    """Carry out just what the preview counted, as far as it is still there."""
    now, who = clock.now(), str(request.user)
    started = replays.start(visit.tenant.pk, _ids(request.POST.get("steps", "").split()), by=who, now=now)
    if not started:
        messages.warning(request, "Nothing was replayed: all of these are under way or done meanwhile.")
        return redirect("dashboard:failures", visit.tenant.slug)
    replay_run.keep(request.session, Run(visit.tenant.pk, now, started))
    return redirect("dashboard:failures_run", visit.tenant.slug)


@require_safe
@open_to(navigation.MANAGERS)
def run(request: SignedIn, visit: Visit) -> HttpResponse:
    return render(request, "dashboard/failures_run.html", _run(request, visit))


@require_safe
@open_to(navigation.MANAGERS)
def run_live(request: SignedIn, visit: Visit) -> HttpResponse:
    return render(request, "dashboard/failures_run.html#live", _run(request, visit))


def _run(request: SignedIn, visit: Visit) -> dict[str, object]:
    found = replay_run.find(request.session, tenant_id=visit.tenant.pk)
    if found is None:
        return {"visit": visit, "progress": None, "every_ms": 0}
    progress = replay_run.progress(found, replays.standing(visit.tenant.pk, found.steps))
    return {"visit": visit, "progress": progress, "every_ms": _QUICK_MS if progress.open else 0}


@require_POST
@open_to(navigation.MANAGERS)
def stop(request: SignedIn, visit: Visit) -> HttpResponseRedirect:
    """Put those back whose turn has not come."""
    if found := replay_run.find(request.session, tenant_id=visit.tenant.pk):
        taken = replays.take_back(visit.tenant.pk, found.steps, by=str(request.user), now=clock.now())
        messages.success(request, f"Stopped: {taken:,} stay as they were. What had begun goes on.")
    return redirect("dashboard:failures_run", visit.tenant.slug)


def _ids(texts: list[str]) -> list[int]:
    """What is no id is left out."""
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]
