"""The API's addresses. Version 1 only ever grows."""

from django.urls import include, path, re_path

from . import schema
from .views import appointments, calls, deliveries, dnc, leads, nowhere, rings, sources, speed, steps

app_name = "api"
version_1 = [
    path("leads/", leads.LeadsView.as_view(), name="leads"),
    path("leads/<uuid:id>/", leads.LeadView.as_view(), name="lead"),
    path("leads/<uuid:id>/timeline/", leads.TimelineView.as_view(), name="timeline"),
    path("calls/", calls.CallsView.as_view(), name="calls"),
    path("calls/<uuid:id>/", calls.CallView.as_view(), name="call"),
    path("calls/<uuid:id>/recording/", calls.RecordingView.as_view(), name="recording"),
    path("rings/", rings.RingsView.as_view(), name="rings"),
    path("rings/<int:id>/hold/", rings.HoldView.as_view(), name="hold"),
    path("rings/<int:id>/resume/", rings.ResumeView.as_view(), name="resume"),
    path("rings/<int:id>/mute/", rings.MuteView.as_view(), name="mute"),
    path("rings/<int:id>/unmute/", rings.UnmuteView.as_view(), name="unmute"),
    path("rings/<int:id>/hang-up/", rings.HangUpView.as_view(), name="hang_up"),
    path("rings/<int:id>/pass/", rings.PassView.as_view(), name="pass"),
    path("messages/", calls.MessagesView.as_view(), name="messages"),
    path("appointments/", appointments.AppointmentsView.as_view(), name="appointments"),
    path("dnc/", dnc.DncView.as_view(), name="dnc"),
    path("dnc/<int:id>/", dnc.DncEntryView.as_view(), name="dnc_entry"),
    path("sources/", sources.SourcesView.as_view(), name="sources"),
    path("deliveries/", deliveries.DeliveriesView.as_view(), name="deliveries"),
    path("steps/", steps.StepsView.as_view(), name="steps"),
    path("steps/<int:id>/replay/", steps.ReplayView.as_view(), name="replay"),
    path("metrics/speed/", speed.SpeedView.as_view(), name="speed"),
]
urlpatterns = [
    path("v1/", include(version_1)),
    path("schema/", schema.SchemaView.as_view(), name="schema"),
    path("docs/", schema.DocsView.as_view(), name="docs"),
    re_path("", nowhere.NowhereView.as_view()),
]
