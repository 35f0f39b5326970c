"""`/recordings/<token>/`: what a link to one recording opens, for whoever holds it."""

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.tenants import access
from apps.tenants.models import Tenant

from . import links, recordings
from .links import Kind, Link, NoSuchLink
from .models import Conversation, Recording


@never_cache
@require_safe
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """The audio while the link holds; afterwards the way to the call's page, where a login is asked for."""
    try:
        link = links.read(token)
        found = _linked(link)
        if not link.holds(now=clock.now()):
            return HttpResponseRedirect(_page(link, found))
        answer = recordings.answer(request, _name(found), call_id=found.call_id)
    except (NoSuchLink, FileNotFoundError) as error:
        raise Http404 from error
    # It is a key: nobody it leads to shall learn of it, and no search engine either.
    answer["Referrer-Policy"], answer["X-Robots-Tag"] = "no-referrer", "noindex"
    return answer


def _linked(link: Link) -> Conversation | Recording:
    with access.as_tenant(link.tenant_id):
        try:
            if link.kind is Kind.CARRIER:
                return Recording.objects.get(tenant_id=link.tenant_id, pk=link.id)
            return Conversation.objects.get(tenant_id=link.tenant_id, pk=link.id)
        except (Conversation.DoesNotExist, Recording.DoesNotExist) as error:
            raise NoSuchLink from error


def _name(found: Conversation | Recording) -> str:
    return found.recording if isinstance(found, Conversation) else found.name


def _page(link: Link, found: Conversation | Recording) -> str:
    slug = Tenant.objects.values_list("slug", flat=True).get(pk=link.tenant_id)
    return reverse("dashboard:call", args=[slug, found.call_id])
