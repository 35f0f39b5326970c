"""Fails where one tenant could see another's rows; run before the product starts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.tenants import rls


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(rls.breaches())
        if found:
            raise CommandError("; ".join(found))
        self.stdout.write("row-level security stands on every tenant's table")
