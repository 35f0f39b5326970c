"""Loads rule packs into the database: those that ship with the product, or the files named. Twice is once."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.compliance import library, packs
from apps.compliance.library import VersionTaken
from apps.compliance.rules import pack
from apps.compliance.rules.pack import Pack, Unreadable


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="Rule packs, e.g. 2027-01-15.json.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for rules in self._wanted(options["files"]):
                said = "loaded" if library.load(rules) else "is there already"
                self.stdout.write(f"{rules.version} {said} ({len(rules.document.rows)} rules, {rules.digest[:12]})")
        except (OSError, Unreadable) as error:
            raise CommandError(str(error)) from error
        except VersionTaken as error:
            raise CommandError(f"another pack is version {error}: raise the version of the changed one") from error
        rules_in_force = library.current()
        self.stdout.write(f"in force: {rules_in_force.version if rules_in_force else 'none, nobody is contacted'}")

    def _wanted(self, files: list[Path]) -> list[Pack]:
        return [pack.read(file.read_text(encoding="utf-8")) for file in files] or packs.shipped()
