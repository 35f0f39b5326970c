"""Django's handle on this app."""

from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "apps.signin"
