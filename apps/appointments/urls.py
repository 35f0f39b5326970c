"""Where the link in a confirmation leads."""

from django.urls import re_path

from . import views

app_name = "appointments"
urlpatterns = [re_path(r"^calendar/(?P<token>[\w-]{22})\.ics$", views.download, name="ics")]
