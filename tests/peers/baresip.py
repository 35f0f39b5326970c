"""Debian's baresip as a process: a phone that hums 440 Hz."""

from __future__ import annotations

import socket
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from apps.core.embedded import ports
from apps.core.embedded.ports import LOOPBACK
from apps.sandbox.rig import wait_until
from apps.sandbox.sip import certificate
from apps.sandbox.sip.digest import PASSWORD

MODULES = next(iter(Path("/usr/lib").glob("**/baresip/modules")), Path("/usr/lib/baresip/modules"))
CONFIG = f"""
module_path {MODULES}
module g711.so
module aubridge.so
module ausine.so
module_app account.so
module_app menu.so
net_interface {LOOPBACK}
audio_player aubridge,ear
audio_source ausine,440
audio_alert none
ausrc_srate 48000
ausrc_channels 2
"""


@dataclass
class Baresip:
    """Keeps its configuration and its words in a directory."""

    directory: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def call(self, address: str, to: str, *, transport: str, seconds: int) -> None:
        """Be the caller for so long, and hang up. This old one believes any certificate."""
        self._settle("", f"{address};transport={transport}>;auth_user=trunk;auth_pass={PASSWORD}")
        self._begin("-e", f"/dial sip:{to}@{address}", "-t", str(seconds)).wait(timeout=seconds + 15)

    def serve(self, *, port: int, number: str, sealed: str = "") -> Path:
        """Be the one who is called: answer at once. By TLS it listens one port on; that certificate is returned."""
        kept, shown = certificate.written(self.directory, host=LOOPBACK)
        pair = self.directory / "pair.pem"
        pair.write_text(kept.read_text() + shown.read_text())
        config = f"sip_listen {LOOPBACK}:{port}\nsip_certificate {pair}\nmodule srtp.so\n"
        self._settle(config, f"{LOOPBACK}:{port}>;answermode=auto{sealed}", user=number)
        process = self._begin()
        self.running.append(process)
        wait_until(lambda: "baresip is ready" in self.words() or process.poll() is not None, seconds=30, every=0.02)
        assert process.poll() is None, self.words()
        return shown

    def words(self) -> str:
        return (self.directory / "words").read_text(errors="replace")

    def close(self) -> None:
        for process in self.running:
            process.terminate()
            process.wait(timeout=10)

    def _settle(self, config: str, account: str, *, user: str = "+15550001111") -> None:
        (self.directory / "config").write_text(CONFIG + config)
        (self.directory / "accounts").write_text(f"<sip:{user}@{account};regint=0;audio_codecs=pcmu\n")

    def _begin(self, *options: str) -> subprocess.Popen[bytes]:
        with (self.directory / "words").open("wb") as words:
            command = ["baresip", "-v", "-f", str(self.directory), *options]
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=words, stderr=words)


def free_port() -> int:
    """One that is free by UDP and TCP, and whose follower is, too."""
    while True:
        port = ports.free()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
            probe.bind((LOOPBACK, port))
            if ports.is_free(port + 1):
                return port
