"""Where a link to a recording leads."""

from django.urls import re_path

from . import views

app_name = "calls"
urlpatterns = [re_path(r"^recordings/(?P<token>[\w.~-]{60,200})/?$", views.download, name="recording")]
