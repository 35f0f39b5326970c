"""Django's registration of api."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "apps.api"
