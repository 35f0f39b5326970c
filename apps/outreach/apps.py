"""Django's registration of outreach."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "apps.outreach"
