"""What a person said in their calls, erased: what there is, and the deed itself."""

from uuid import UUID

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.core import clock
from apps.dashboard import navigation
from apps.dashboard.visits import SignedIn, Visit, open_outside, open_to
from apps.leads.models import Lead
from apps.outreach import erasure
from apps.outreach.erasure import Words
from apps.tenants import access

TALKING = "Nothing was erased: a call of theirs is under way. Try again when it is over."
AWAY = "Nothing was erased: the storage of recordings does not answer. Try again in a minute."


@require_safe
@open_to(navigation.MANAGERS)
def page(request: SignedIn, visit: Visit, lead: UUID) -> HttpResponse:
    """What would go; nothing goes yet."""
    found = Lead.objects.for_tenant(visit.tenant).filter(pk=lead).first()
    if found is None:
        raise Http404
    shown = {"visit": visit, "lead": found, "words": erasure.words_of(found)}
    return render(request, "dashboard/erase.html", shown)


@require_POST
@open_outside(navigation.MANAGERS)
def erase(request: SignedIn, visit: Visit, lead: UUID) -> HttpResponseRedirect:
    """Erase it, and say so; what could not be erased stays, with the reason."""
    who = request.user.email or request.user.get_username()
    try:
        words = erasure.erase(visit.tenant.pk, lead, by=who, clock=clock.now)
    except Lead.DoesNotExist as error:
        raise Http404 from error
    except erasure.StillTalking:
        messages.error(request, TALKING)
        return redirect("dashboard:erase", visit.tenant.slug, lead)
    except OSError:
        messages.error(request, AWAY)
        return redirect("dashboard:erase", visit.tenant.slug, lead)
    _log(request, visit, lead, words)
    messages.success(request, "Erased. What your CRM and your webhooks were told is still there.")
    return redirect("dashboard:lead", visit.tenant.slug, lead)


def _log(request: SignedIn, visit: Visit, lead: UUID, words: Words) -> None:
    """For the audit log, which outlives the lead's name."""
    with access.as_tenant(visit.tenant.pk):
        LogEntry.objects.create(
            user=request.user,
            content_type=ContentType.objects.get_for_model(Lead),
            object_id=str(lead),
            object_repr=f"lead {lead}",
            action_flag=CHANGE,
            change_message=f"Erased their words (calls: {words.calls}, recordings: {words.recordings})",
        )
