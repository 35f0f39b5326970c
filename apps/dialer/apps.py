"""Django's registration of dialer."""

from django.apps import AppConfig


class DialerConfig(AppConfig):
    name = "apps.dialer"
