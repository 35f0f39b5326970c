"""Enciphers all encrypted columns anew by the first key in LEADHUB_FIELD_KEY; afterwards the others may go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.core.fields import Undecipherable
from apps.tenants import rotation


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for column in rotation.everything():
                self.stdout.write(f"{column.column}: {column.changed} of {column.seen} enciphered anew")
        except Undecipherable as error:
            raise CommandError(str(error)) from error
