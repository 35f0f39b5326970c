"""Where senders, providers and mail programs call."""

from django.urls import re_path

from . import callbacks, way_out, who_called
from .views import AppHookView, HookView

app_name = "intake"
urlpatterns = [
    # With and without the last slash: a redirect would lose the body.
    re_path(r"^hooks/apps/(?P<kind>\w{1,40})/?$", AppHookView.as_view(), name="app_hook"),
    re_path(r"^hooks/(?P<token>[\w-]{16,64})/?$", HookView.as_view(), name="hook"),
    re_path(r"^callbacks/(?P<vendor>\w+)/(?P<token>[0-9a-f]{32})/(?P<kind>[\w-]+)/?$", callbacks.receive, name="news"),
    re_path(r"^unsubscribe/(?P<token>[\w.-]{20,120})/?$", way_out.page, name="unsubscribe"),
    re_path(r"^who-called/?$", who_called.page, name="who_called"),
]
