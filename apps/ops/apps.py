"""Django's registration of ops."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "apps.ops"
