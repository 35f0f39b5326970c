"""`/calendar/<token>.ics`: what the link in a confirmation opens, in whatever calendar the lead has."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.core import clock

from . import invitation
from .models import Appointment


@never_cache
@require_safe
def download(request: HttpRequest, token: str) -> HttpResponse:
    """A wrong address and an old one answer alike."""
    try:
        appointment = invitation.by_token(token)
    except Appointment.DoesNotExist as error:
        raise Http404 from error
    if clock.now() > appointment.ends_at + invitation.LIFE:
        raise Http404
    headers = {"Content-Disposition": 'inline; filename="appointment.ics"', "X-Robots-Tag": "noindex"}
    return HttpResponse(invitation.ics(appointment), content_type=invitation.CONTENT_TYPE, headers=headers)
