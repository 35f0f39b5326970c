"""Addresses of the clients' pages."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from .views import (
    call,
    callable,
    entrance,
    evidence,
    failures,
    integrations,
    lead,
    lead_list,
    obstacles,
    office,
    overview,
    reports,
)

app_name = "dashboard"
urlpatterns = [
    path("", entrance.home, name="home"),
    path("login/", entrance.PasswordEntrance.as_view(), name="login"),
    path("logout/", LogoutView.as_view(next_page="dashboard:login"), name="logout"),
    path("in/<str:secret>/", entrance.link, name="link"),
    path("app/<slug:tenant>/", overview.page, name="overview"),
    path("app/<slug:tenant>/live/", overview.live, name="overview_live"),
    path("app/<slug:tenant>/leads/", lead_list.page, name="leads"),
    path("app/<slug:tenant>/leads/live/", lead_list.live, name="leads_live"),
    path("app/<slug:tenant>/leads/<uuid:lead>/", lead.page, name="lead"),
    path("app/<slug:tenant>/leads/<uuid:lead>/live/", lead.live, name="lead_live"),
    path("app/<slug:tenant>/why/", obstacles.page, name="why"),
    path("app/<slug:tenant>/why/live/", obstacles.live, name="why_live"),
    path("app/<slug:tenant>/failures/", failures.page, name="failures"),
    path("app/<slug:tenant>/failures/live/", failures.live, name="failures_live"),
    path("app/<slug:tenant>/failures/cause/", failures.cause, name="failures_cause"),
    path("app/<slug:tenant>/failures/replay/", failures.preview, name="failures_preview"),
    path("app/<slug:tenant>/failures/replay/start/", failures.start, name="failures_start"),
    path("app/<slug:tenant>/failures/run/", failures.run, name="failures_run"),
    path("app/<slug:tenant>/failures/run/live/", failures.run_live, name="failures_run_live"),
    path("app/<slug:tenant>/failures/run/stop/", failures.stop, name="failures_stop"),
    path("app/<slug:tenant>/callable/", callable.page, name="callable"),
    path("app/<slug:tenant>/leads/<uuid:lead>/callable/", callable.of_lead, name="lead_callable"),
    path("app/<slug:tenant>/appointments/", office.appointments, name="appointments"),
    path("app/<slug:tenant>/checklist/", office.checklist_page, name="checklist"),
    path("app/<slug:tenant>/audit/", office.audit_log, name="audit"),
    path("app/<slug:tenant>/reports/", reports.page, name="reports"),
    path("app/<slug:tenant>/reports/<slug:table>.csv", reports.download, name="report_csv"),
    path("app/<slug:tenant>/integrations/", integrations.page, name="integrations"),
    path("app/<slug:tenant>/integrations/<slug:slug>/", integrations.source, name="source"),
    path("app/<slug:tenant>/integrations/<slug:slug>/live/", integrations.source_live, name="source_live"),
    path("app/<slug:tenant>/integrations/<slug:slug>/test/", integrations.send_test, name="source_test"),
    path("app/<slug:tenant>/deliveries/<uuid:delivery>/", integrations.delivery, name="delivery"),
    path("app/<slug:tenant>/calls/<uuid:call>/", call.page, name="call"),
    path("app/<slug:tenant>/calls/<uuid:call>/live/", call.live, name="call_live"),
    path("app/<slug:tenant>/calls/<uuid:call>/recording.wav", call.recording, name="recording"),
    path("app/<slug:tenant>/leads/<uuid:lead>/evidence.zip", evidence.download, name="evidence"),
]
