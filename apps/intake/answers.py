"""What a sender gets to read: JSON for machines, a page or a redirect for a browser's plain form."""

from collections.abc import Mapping

import orjson
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string

from apps.integrations.http import Document, Inbound

from .doors import Door


def json(body: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), content_type="application/json", status=status)


def error(status: int, reason: str, *, retry_after_seconds: int | None = None) -> HttpResponse:
    answer = json({"error": reason}, status=status)
    if retry_after_seconds is not None:
        answer["Retry-After"] = str(retry_after_seconds)
    return answer


def unknown() -> HttpResponse:
    """The same for a wrong token and for a wrong signature: neither tells what exists."""
    return error(401, "unknown webhook or signature")


def unreachable(fields: Mapping[str, str], *, for_browser: bool, status: int) -> HttpResponse:
    """What is wrong, with the status that the sender's kind can live with."""
    reason = "no way to reach this person"
    if for_browser:
        page = render_to_string("intake/unreachable.html", {"fields": dict(fields)})
        return HttpResponse(page, status=status)
    return json({"error": reason, "fields": dict(fields)}, status=status)


def thank_you(door: Door) -> HttpResponse:
    if not door.source.thank_you_url:
        return HttpResponse(render_to_string("intake/thank_you.html", {"company": door.source.tenant.name}))
    answer = HttpResponseRedirect(door.source.thank_you_url)
    answer.status_code = 303
    return answer


def handshake(door: Door, request: Inbound) -> HttpResponse:
    document = door.sender.handshake(request)
    if document is None:
        return json({"status": "ready", "source": door.source.name})
    return written(document)


def written(document: Document) -> HttpResponse:
    """What a vendor reads, as its own kind wrote it."""
    return HttpResponse(document.body, content_type=document.content_type, status=document.status)


def preflight(door: Door, origin: str) -> HttpResponse:
    answer = HttpResponse(status=204)
    answer["Allow"] = answer["Access-Control-Allow-Methods"] = "POST, GET, OPTIONS"
    answer["Access-Control-Allow-Headers"] = "content-type, idempotency-key"
    answer["Access-Control-Max-Age"] = "600"
    return with_origin(answer, door, origin)


def with_origin(answer: HttpResponse, door: Door, origin: str) -> HttpResponse:
    """Let a script on the source's own pages read the answer."""
    if origin and origin in door.source.allowed_origins:
        answer["Access-Control-Allow-Origin"] = origin
        answer["Vary"] = "Origin"
    return answer
