"""Running one of Django's commands to its end."""

import subprocess
from collections.abc import Mapping

from apps.core.embedded.server import ROOT
from apps.sandbox.demo.programs import MANAGE


class Failed(Exception):
    """A command ended with an error; the message holds its output."""


def run(*arguments: str, environment: Mapping[str, str]) -> str:
    """What the command printed."""
    done = subprocess.run(
        [*MANAGE, *arguments], cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise Failed(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout
