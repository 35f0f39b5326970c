"""The evidence pack of a lead, for those who answer for the company."""

from tempfile import SpooledTemporaryFile
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.views.decorators.http import require_GET

from apps.core import clock
from apps.dashboard.queries import evidence
from apps.dashboard.visits import SignedIn, Visit, members_only
from apps.leads.models import Lead

IN_MEMORY = 4_000_000


@require_GET
@members_only
def download(request: SignedIn, visit: Visit, lead: UUID) -> FileResponse:
    """Stream the pack; the timeline says who took it, and when, from the next pack on."""
    if not visit.may_manage:
        raise PermissionDenied
    now, who = clock.now(), request.user.email or request.user.get_username()
    try:
        pack = evidence.pack(visit.tenant, lead, by=who, now=now)
    except Lead.DoesNotExist as error:
        raise Http404 from error
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    pack.write(file)
    pack.lead.tell("evidence.exported", at=now, origin=now.isoformat(), by=who, files=len(pack.documents))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"evidence-{lead}.zip", content_type="application/zip")
