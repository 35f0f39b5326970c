"""What machines ask a process: alive? ready? and how is it going?"""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from apps.core import metrics
from leadhub import backlog, probe


def alive(request: HttpRequest) -> HttpResponse:
    """`/healthz`: this process runs Python. Asks nobody: a database's trouble must restart no web server."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> JsonResponse:
    """`/readyz`: 200 if leads can be taken; without Redis they can, just later."""
    try:
        is_migrated = probe.is_migrated()
    except probe.Away:
        return _readiness("away", migrations="unknown", status=503)
    if not is_migrated:
        return _readiness("ok", migrations="missing", status=503)
    return _readiness("ok", migrations="applied", status=200)


def _readiness(postgres: str, *, migrations: str, status: int) -> JsonResponse:
    said = {
        "status": "ready" if status == 200 else "unready",
        "postgres": postgres,
        "migrations": migrations,
        "redis": "ok" if probe.redis_answers() else "degraded",
    }
    return JsonResponse(said, status=status)


def measured(request: HttpRequest) -> HttpResponse:
    """`/metrics`: Prometheus text of all processes here that share PROMETHEUS_MULTIPROC_DIR."""
    if not _may_measure(request):
        return HttpResponse("unauthorized\n", status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(metrics.exposition() + backlog.exposition(), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _may_measure(request: HttpRequest) -> bool:
    wanted = settings.METRICS_TOKEN
    shown = request.META.get("HTTP_AUTHORIZATION", "").encode("utf-8", "replace")
    return not wanted or secrets.compare_digest(shown, f"Bearer {wanted}".encode())
