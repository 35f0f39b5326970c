"""Every address, each app's beside its views."""

from django.urls import URLPattern, URLResolver, include, path

from apps.manage import connected
from leadhub import health

urlpatterns: list[URLPattern | URLResolver] = [
    # The busiest first.
    path("", include("apps.intake.urls")),
    path("", include("apps.dashboard.urls")),
    path("", include("apps.appointments.urls")),
    path("", include("apps.calls.urls")),
    path("", include("apps.signin.urls")),
    path("api/", include("apps.api.urls")),
    path("manage/", include("apps.manage.urls")),
    path("connected/", connected.answer, name="connected"),
    path("ops/", include("apps.ops.urls")),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.measured),
]
