"""Django's registration of routing."""

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "apps.routing"
