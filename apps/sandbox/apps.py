"""Django's registration of the sandbox: only its commands; the pretend world itself knows no Django."""

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    name = "apps.sandbox"
