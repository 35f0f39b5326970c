"""Django's registration of intake."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "apps.intake"
