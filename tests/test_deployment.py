"""What operators deploy: the compose file, the image and .env.example agree with the code and each other."""

import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = ROOT / "docker-compose.yml"
EXAMPLE = (ROOT / ".env.example").read_text()
DOCUMENTED = set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", EXAMPLE, re.MULTILINE))
INTERPOLATED = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", COMPOSE.read_text()))
READ_BY_SETTINGS = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "leadhub" / "settings.py").read_text()))
OURS = {"web", "voice", "live", "worker-urgent", "worker-default", "sweeper", "migrate", "verify"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())["services"]
    return found


def has_compose() -> bool:
    if not shutil.which("docker"):
        return False
    return subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not has_compose(), reason="no docker compose here; the tests below read the file themselves")
def test_docker_compose_accepts_the_file(tmp_path: Path) -> None:
    settings = tmp_path / ".env"
    settings.write_text("".join(f"{name}=x\n" for name in DOCUMENTED))

    done = subprocess.run(
        ["docker", "compose", "--env-file", settings, "-f", COMPOSE, "config", "-q"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_compose_runs_every_part(services: dict[str, Any]) -> None:
    assert set(services) == OURS | {"postgres", "redis"}


@pytest.mark.parametrize("name", sorted(OURS - {"web"}))
def test_a_service_runs_a_command_that_exists(services: dict[str, Any], name: str) -> None:
    program, script, command = services[name]["command"][:3]

    assert (program, script) == ("python", "manage.py")
    assert command in get_commands()


def test_every_service_waits_for_services_that_exist_and_can_meet_its_condition(services: dict[str, Any]) -> None:
    for service in services.values():
        for needed, how in service.get("depends_on", {}).items():
            assert needed in services
            if how["condition"] == "service_healthy":
                assert "healthcheck" in services[needed]
            if how["condition"] == "service_completed_successfully":
                assert services[needed]["restart"] == "on-failure"


def test_only_migrations_connect_as_the_owner(services: dict[str, Any]) -> None:
    owners = {name for name in OURS if "leadhub_owner" in services[name]["environment"]["DATABASE_URL"]}

    assert owners == {"migrate"}


def test_postgres_keeps_the_times_of_commits_for_the_timeline(services: dict[str, Any]) -> None:
    command = services["postgres"]["command"]

    assert ("-c", "track_commit_timestamp=on") in pairwise(command)


def test_only_web_voice_and_live_are_published_and_that_on_loopback_alone(services: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}

    assert list(published) == ["web", "voice", "live"]
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)


def test_the_web_reads_the_recordings_that_others_write_and_delete(services: dict[str, Any]) -> None:
    handling = ("web", "voice", "worker-default", "sweeper")
    mounts = {name: services[name]["volumes"] for name in handling}

    assert all(mounted == mounts["voice"] for mounted in mounts.values())
    for name, mounted in mounts.items():
        assert mounted[0].endswith(f":{services[name]['environment']['LEADHUB_RECORDINGS']}")


def test_mounted_files_and_volumes_exist(services: dict[str, Any]) -> None:
    named = yaml.safe_load(COMPOSE.read_text())["volumes"]
    sources = [mount.split(":")[0] for service in services.values() for mount in service.get("volumes", [])]

    assert sources
    for source in sources:
        assert (ROOT / source).is_file() if source.startswith(".") else source in named


def test_every_variable_is_documented() -> None:
    assert INTERPOLATED
    assert READ_BY_SETTINGS
    assert set() == (INTERPOLATED | READ_BY_SETTINGS) - DOCUMENTED


def test_every_documented_variable_is_read_by_something() -> None:
    assert set() == DOCUMENTED - INTERPOLATED - READ_BY_SETTINGS


def test_compose_hands_on_only_what_the_settings_read(services: dict[str, Any]) -> None:
    for name in OURS:
        assert set(services[name]["environment"]) <= READ_BY_SETTINGS


def test_the_image_installs_by_hash_and_runs_as_nobody_special() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    install = next(line for line in lines if "pip install" in line)
    user = [line for line in lines if line.startswith("USER ")]

    assert "--require-hashes" in install
    assert user == ["USER leadhub"]
    assert lines.index(user[0]) < next(i for i, line in enumerate(lines) if line.startswith("CMD "))


def test_the_image_contains_what_the_ignore_file_lets_in() -> None:
    let_in = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)

    assert {"apps", "leadhub", "manage.py", "requirements.lock"} <= set(let_in)
    assert ".env" not in let_in
