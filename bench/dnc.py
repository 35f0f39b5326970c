"""`python -m bench.dnc [numbers]`: what a registry costs, on a Postgres of its own, as the application's role."""

import os
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django

from apps.core.embedded import ports
from apps.core.embedded.postgres import Postgres
from apps.core.embedded.roles import provision

ON_DISK = "/var/tmp"  # /tmp may be memory, where a commit costs nothing


def main() -> None:
    """Start, migrate, measure, throw away."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    os.environ |= {"LEADHUB_SECRET_KEY": "bench " * 10, "LEADHUB_FIELD_KEY": "bench", "REDIS_URL": "redis://localhost"}
    with (
        tempfile.TemporaryDirectory(prefix="leadhub-dnc-", dir=ON_DISK) as folder,
        Postgres(Path(folder), ports.free()).running() as superuser_url,
    ):
        _use(superuser_url)
        # Models can be imported only now that Django knows its database.
        import_module("bench.dnc_figures").measure(count)


def _use(superuser_url: str) -> None:
    urls = provision(superuser_url, "leadhub_bench")
    migrate = [sys.executable, "manage.py", "migrate", "-v", "0"]
    subprocess.run(migrate, env=os.environ | {"DATABASE_URL": urls.owner}, check=True)
    os.environ |= {"DATABASE_URL": urls.app, "DJANGO_SETTINGS_MODULE": "leadhub.settings"}
    django.setup()


if __name__ == "__main__":
    main()
