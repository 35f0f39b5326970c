"""The whole product as bare processes, for tests and benchmarks that start, stop and kill them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis
import requests

from apps.core.embedded import ports
from apps.core.embedded.ports import LOOPBACK
from apps.core.embedded.redis import Redis
from apps.sandbox.demo import leftovers, program, programs
from apps.sandbox.nursery import Forked, Nursery

MANAGE = (sys.executable, "manage.py")
DIALER_SECRET = "of a rig's dialer"  # noqa: S105 - on loopback, for a test's or a benchmark's length


@dataclass
class Rig:
    """Processes of one run, with a Redis of its own. `environment` carries DATABASE_URL and the keys."""

    directory: Path
    environment: Mapping[str, str]
    ring_ms: int = 300
    web_port: int = field(default_factory=ports.free)
    sandbox_port: int = field(default_factory=ports.free)
    callback_port: int = field(default_factory=ports.free)
    smtp_port: int = field(default_factory=ports.free)
    sip_port: int = field(default_factory=ports.free)
    sips_port: int = field(default_factory=ports.free)
    redis_port: int = field(default_factory=ports.free)
    voice_port: int = field(default_factory=ports.free)
    live_port: int = field(default_factory=ports.free)
    dialer_port: int = field(default_factory=ports.free)
    # Whether calls may go out by our own SIP dialer.
    has_dialer: bool = False
    # Whether open pages hear of news.
    has_live: bool = False
    # Where the speech server listens; with one there is an agent, too.
    speech_url: str = ""
    running: dict[str, subprocess.Popen[bytes] | Forked] = field(default_factory=dict)
    _nursery: Nursery | None = None

    @property
    def doorbell(self) -> Redis:
        return Redis(self.directory, self.redis_port)

    @property
    def base_url(self) -> str:
        return f"http://{LOOPBACK}:{self.web_port}"

    @property
    def sandbox_url(self) -> str:
        return f"http://{LOOPBACK}:{self.sandbox_port}"

    @property
    def sip_address(self) -> str:
        """Where the pretend carrier takes calls, by UDP and TCP."""
        return f"{LOOPBACK}:{self.sip_port}"

    def commands(self) -> dict[str, tuple[str, ...]]:
        """How each of our processes is started, by name."""
        granian = (*programs.GRANIAN, "--port")
        sandbox = ("--port", str(self.sandbox_port), "--smtp-port", str(self.smtp_port))
        trunk = ("--sip-port", str(self.sip_port), "--sips-port", str(self.sips_port))
        journal = ("--journal", str(self.directory / "journal.jsonl"), "--ring-ms", str(self.ring_ms))
        dialer = (
            *("--port", str(self.dialer_port), "--interface", LOOPBACK, "--drain-seconds", "1"),
            *("--journal", str(self.directory / "dialer.jsonl"), "--rtp-ports", "23000-24999"),
        )
        optional = {
            "voice": (self.speech_url, (*MANAGE, "talk", "--port", str(self.voice_port))),
            "live": (self.has_live, (*MANAGE, "live", "--port", str(self.live_port))),
            "dialer": (self.has_dialer, (*MANAGE, "run_dialer", *dialer)),
        }
        return {
            "sandbox": (sys.executable, "-m", "apps.sandbox", *sandbox, *trunk, *journal),
            "web": (*granian, str(self.web_port), *programs.WEB),
            "callbacks": (*granian, str(self.callback_port), *programs.NEWS),
            "worker-urgent": (*MANAGE, "work", "urgent"),
            "worker-default": (*MANAGE, "work", "default"),
            "sweeper": (*MANAGE, "sweep"),
        } | {name: command for name, (is_wanted, command) in optional.items() if is_wanted}

    def start(self, *names: str) -> None:
        """Start the named processes, or all; returns when those that listen answer."""
        for name in names or ("redis", *self.commands()):
            self.start_only(name)
        for name, url in self._urls().items():
            if name in self.running:
                wait_until(lambda url=url: requests.get(f"{url}/healthz", timeout=1).ok, seconds=90)

    def start_only(self, name: str) -> None:
        """Start one process and wait for nothing but Redis."""
        log = self.directory / f"{name}.log"
        if name == "redis":
            self.running[name] = self._launch(self.doorbell.launch_command(), log)
            self.doorbell.wait_ready()
        else:
            command, environment = self._tied(self.commands()[name]), self._environment(name)
            self.running[name] = self.nursery.fork(command, environment=environment, log=log)

    def kill(self, name: str) -> None:
        """`kill -9` of the process and its children, as a crash would."""
        os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running.pop(name).wait(timeout=10)

    def end(self, name: str) -> None:
        """End one process in good order."""
        self.running[name].terminate()
        self.running.pop(name).wait(timeout=20)

    def flush_redis(self) -> None:
        """Forget every doorbell."""
        with redis.Redis.from_url(self.doorbell.url()) as client:
            client.flushall()

    def pause(self, *names: str) -> None:
        """Freeze processes, as a machine out of memory would."""
        for name in names:
            os.killpg(self.running[name].pid, signal.SIGSTOP)

    def resume(self, *names: str) -> None:
        """Let frozen processes go on."""
        for name in names:
            os.killpg(self.running[name].pid, signal.SIGCONT)

    def stop(self) -> None:
        """End everything, in good order."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        self.running.clear()
        if self._nursery:
            self._nursery.close()
            self._nursery = None

    def journal(self, *kinds: str) -> list[dict[str, Any]]:
        """What the outside world saw, in order."""
        entries: list[dict[str, Any]] = requests.get(f"{self.sandbox_url}/journal", timeout=10).json()
        return [entry for entry in entries if not kinds or entry["kind"] in kinds]

    def fault(self, **fault: object) -> None:
        """Break a vendor; see the sandbox's /faults."""
        requests.post(f"{self.sandbox_url}/faults", json=fault, timeout=5).raise_for_status()

    def person(self, number: str, **traits: object) -> None:
        """Give somebody a manner of their own; see the sandbox's /numbers."""
        told = {"number": number, **traits}
        requests.post(f"{self.sandbox_url}/numbers", json=told, timeout=5).raise_for_status()

    def mend(self) -> None:
        """Clear all faults."""
        requests.delete(f"{self.sandbox_url}/faults", timeout=5).raise_for_status()

    def manage(self, *arguments: str) -> Any:
        """Run a management command; its standard output as JSON, if it is some."""
        done = subprocess.run(
            [*MANAGE, *arguments], env=self._environment(), check=True, capture_output=True, text=True
        )
        return json.loads(done.stdout) if done.stdout.startswith("{") else done.stdout

    @property
    def nursery(self) -> Nursery:
        """Where our programs begin; there from the first of them on."""
        self._nursery = self._nursery or Nursery(self._environment())
        return self._nursery

    def _launch(self, command: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
        with log.open("ab") as words:
            return subprocess.Popen(command, stdout=words, stderr=words, start_new_session=True)

    def _urls(self) -> dict[str, str]:
        """Of those that listen."""
        callbacks = f"http://{LOOPBACK}:{self.callback_port}"
        voice = {"voice": f"http://{LOOPBACK}:{self.voice_port}"} if self.speech_url else {}
        dialer = {"dialer": f"http://{LOOPBACK}:{self.dialer_port}"} if self.has_dialer else {}
        live = {"live": f"http://{LOOPBACK}:{self.live_port}"} if self.has_live else {}
        return {"sandbox": self.sandbox_url, "web": self.base_url, "callbacks": callbacks, **voice, **live, **dialer}

    def _tied(self, command: tuple[str, ...]) -> tuple[str, ...]:
        return (sys.executable, "-m", "apps.sandbox.demo.program", *command)

    def _environment(self, name: str = "command") -> dict[str, str]:
        return dict(self.environment) | {
            "LEADHUB_BASE_URL": self.base_url,
            "LEADHUB_CALLBACK_URL": self._urls()["callbacks"],
            "LEADHUB_PREPARES": "0" if name in ("web", "command") else "1",
            **{"callbacks": programs.LATER, "worker-default": programs.LAST}.get(name, {}),
            "LEADHUB_SANDBOX_URL": self.sandbox_url,
            "LEADHUB_SPEECH_URL": self.speech_url,
            "LEADHUB_VOICE_URL": f"ws://{LOOPBACK}:{self.voice_port}" if self.speech_url else "",
            "LEADHUB_RECORDINGS": str(self.directory / "recordings"),
            "LEADHUB_TRUSTED_ORIGINS": f"smtp://{LOOPBACK}:{self.smtp_port},sip://{self.sip_address}",
            "LEADHUB_LIVE_URL": self._urls().get("live", ""),
            "LEADHUB_DIALER_URL": self._urls().get("dialer", ""),
            "LEADHUB_DIALER_SECRET": DIALER_SECRET,
            "REDIS_URL": self.doorbell.url(),
            "EMAIL_URL": f"smtp://{LOOPBACK}:{self.smtp_port}",
            # What the program's wrapper ends leftovers by.
            leftovers.MARK: str(self.directory),
            program.NAME: name,
        }


def wait_until(is_so: Any, *, seconds: float, every: float = 0.05) -> None:
    """Wait for it. Raises `TimeoutError`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if is_so():
                return
        except requests.RequestException:
            pass
        time.sleep(every)
    raise TimeoutError(f"not so within {seconds} s")
