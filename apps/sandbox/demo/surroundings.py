"""The environment of the demo's programs, and the secrets in it."""

import json
import os
from dataclasses import dataclass

from apps.core.embedded import keys, roles
from apps.core.embedded.ports import LOOPBACK
from apps.core.embedded.postgres import Postgres
from apps.core.embedded.redis import Redis
from apps.core.embedded.server import Server
from apps.sandbox import desks
from apps.sandbox.demo.layout import Layout
from apps.sandbox.demo.leftovers import MARK

DATABASE = "leadhub"


@dataclass(frozen=True)
class Surroundings:
    """Which servers the demo uses, and what its programs are told."""

    postgres: Postgres | None
    redis: Redis | None
    superuser_url: str
    redis_url: str

    @property
    def servers(self) -> list[Server]:
        """The embedded ones; those that the environment named are not ours to run."""
        return [server for server in (self.postgres, self.redis) if server is not None]

    @property
    def urls(self) -> roles.Urls:
        """How owner and application connect."""
        return roles.urls(self.superuser_url, DATABASE)

    def owner_environment(self) -> dict[str, str]:
        """What migrations, seeding and the sandbox get beside the rest."""
        return {"DATABASE_OWNER_URL": self.urls.owner}

    def environment(self, layout: Layout) -> dict[str, str]:
        """What every program gets."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(("LEADHUB_", "DATABASE_"))},
            MARK: str(layout.directory),
            "DJANGO_SETTINGS_MODULE": "leadhub.settings",
            "DATABASE_URL": self.urls.app,
            "REDIS_URL": self.redis_url,
            "EMAIL_URL": f"smtp://{LOOPBACK}:{layout.port('smtp')}",
            "LEADHUB_DEMO": "1",
            "LEADHUB_BASE_URL": layout.url("web"),
            "LEADHUB_CALLBACK_URL": layout.url("callbacks"),
            "LEADHUB_SANDBOX_URL": layout.url("sandbox"),
            "LEADHUB_OAUTH_APPS": json.dumps(desks.applications(layout.url("sandbox"))),
            "LEADHUB_SPEECH_URL": layout.url("speech"),
            "LEADHUB_VOICE_URL": layout.url("voice").replace("http", "ws", 1),
            "LEADHUB_LIVE_URL": layout.url("live"),
            "LEADHUB_RECORDINGS": str(layout.directory / "recordings"),
            "LEADHUB_DIALER_URL": layout.url("dialer"),
            "LEADHUB_DIALER_SECRET": keys.kept(layout.directory / "dialer.secret"),
            "LEADHUB_TRUSTED_ORIGINS": ",".join(f"{name}://{LOOPBACK}:{layout.port(name)}" for name in ("smtp", "sip")),
            "LEADHUB_SECRET_KEY": keys.kept(layout.directory / "secret.key"),
            "LEADHUB_FIELD_KEY": keys.kept(layout.directory / "field.key"),
            "PROMETHEUS_MULTIPROC_DIR": str(layout.metrics),
            "PYTHONUNBUFFERED": "1",
        }


def choose(layout: Layout) -> Surroundings:
    """The servers that DATABASE_URL and REDIS_URL name, else embedded ones."""
    own_postgres, own_redis = embedded(layout)
    postgres = None if "DATABASE_URL" in os.environ else own_postgres
    redis = None if "REDIS_URL" in os.environ else own_redis
    return Surroundings(
        postgres=postgres,
        redis=redis,
        superuser_url=postgres.url() if postgres else os.environ["DATABASE_URL"],
        redis_url=redis.url() if redis else os.environ["REDIS_URL"],
    )


def embedded(layout: Layout) -> tuple[Postgres, Redis]:
    """The demo's own servers, whether it uses them or not."""
    return (
        Postgres(layout.directory, layout.port("postgres")),
        Redis(layout.directory, layout.port("redis")),
    )
