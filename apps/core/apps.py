"""Django's registration of the ground floor."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "apps.core"
