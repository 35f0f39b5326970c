"""The page on which a draft is talked with by the browser's microphone, and the ticket for each talk."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.csp import CSP, build_policy

from apps.core import clock, sensors
from apps.integrations.models import Connection, Family
from apps.manage import mount, office
from apps.manage.tenant_admin import TenantAdmin
from apps.scripts import drafting
from apps.scripts.models import Trial
from apps.tenants.models import Tenant
from apps.voice.simulate import chat

from . import pages

NO_VOICE = "There is no voice process here: whoever runs LeadHub sets LEADHUB_VOICE_URL."
NO_ENGINES = "Connect an engine that hears and one that speaks first, under Connections."


def page(admin: TenantAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The one page that may ask for the microphone, and for a socket to the voice processes."""
    script = pages.own(admin, request, pk)
    draft = drafting.of(script)
    context = {
        "obstacle": obstacle(office.of(request).tenant),
        "most_minutes": draft.most_minutes,
        "most_name": chat.LONGEST_NAME,
        "qualify_at": draft.qualify_at,
    }
    answer = pages.page(admin, request, script, "talk", context)
    answer.headers[sensors.HEADER] = sensors.MICROPHONE
    answer.headers[str(CSP.HEADER_ENFORCE)] = build_policy({**mount.POLICY, "connect-src": [CSP.SELF, *_voice()]})
    return answer


def ticket(admin: TenantAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Where the page opens its socket: once, and within a minute."""
    script = pages.own(admin, request, pk)
    if why := obstacle(office.of(request).tenant):
        return JsonResponse({"error": why}, status=409)
    text = Trial.objects.expect(script, office.who(request), now=clock.now())
    return JsonResponse({"url": f"{settings.LEADHUB_VOICE_URL}/trial/{text}"})


def obstacle(tenant: Tenant) -> str:
    """What a talk lacks, in words; "" if it lacks nothing."""
    if not settings.LEADHUB_VOICE_URL:
        return NO_VOICE
    connections = Connection.objects.for_tenant(tenant)
    has_engines = all(connections.usable(family).exists() for family in (Family.HEARING, Family.SPEECH))
    return "" if has_engines or settings.LEADHUB_SPEECH_URL else NO_ENGINES


def _voice() -> list[str]:
    return [f"{settings.LEADHUB_VOICE_URL}/trial/"] if settings.LEADHUB_VOICE_URL else []
