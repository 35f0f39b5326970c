"""Django's registration of leads."""

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "apps.leads"
