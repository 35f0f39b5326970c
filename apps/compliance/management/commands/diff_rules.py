"""Says what changes from one rule pack to another; each is a version in the database or a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.compliance import library
from apps.compliance.models import RulePack
from apps.compliance.rules import difference, pack
from apps.compliance.rules.pack import Pack, Unreadable


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("old", help="A version, e.g. 2026-11-22, or a file.")
        parser.add_argument("new", help="Likewise.")

    def handle(self, *args: Any, **options: Any) -> None:
        changes = difference.between(self._pack(options["old"]), self._pack(options["new"]))
        for change in changes:
            self.stdout.write(change.says)
        self.stdout.write(f"{len(changes)} rules differ" if changes else "no rule differs")

    def _pack(self, named: str) -> Pack:
        try:
            if Path(named).is_file():
                return pack.read(Path(named).read_text(encoding="utf-8"))
            return library.version(named)
        except RulePack.DoesNotExist as error:
            raise CommandError(f"{named} is neither a file nor a version that is loaded") from error
        except Unreadable as error:
            raise CommandError(f"{named}: {error}") from error
