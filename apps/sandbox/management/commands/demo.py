"""`manage.py demo`: the same as `make demo`, once .venv is there."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Gives way to a program of its own: the demo decides what Django connects to."""

    help = "Run everything on this machine, until Ctrl-C"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Turn into the launcher; never returns."""
        os.execv(sys.executable, [sys.executable, "-m", "apps.sandbox.demo"])  # noqa: S606
