"""Every address, each app's beside its views."""

from django.urls import URLPattern, URLResolver, include, path

from leadhub import health

urlpatterns: list[URLPattern | URLResolver] = [
    # The busiest first.
    path("", include("apps.intake.urls")),
    path("", include("apps.dashboard.urls")),
    path("", include("apps.appointments.urls")),
    path("api/", include("apps.api.urls")),
    path("manage/", include("apps.manage.urls")),
    path("ops/", include("apps.ops.urls")),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.measured),
]
