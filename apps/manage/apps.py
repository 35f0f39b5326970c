"""Django's registration of manage."""

from django.apps import AppConfig


class ManageConfig(AppConfig):
    name = "apps.manage"
