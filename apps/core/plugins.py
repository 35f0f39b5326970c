"""One file is one plug-in: finds and loads the class that a package's modules are named for."""

import pkgutil
import threading
from functools import cache
from importlib import import_module
from types import ModuleType


class NoSuchPlugin(LookupError):
    """No file of that name stands in the package."""


# Two threads that import one package of circular modules at the same time meet it half made.
_importing = threading.RLock()


@cache
def load(package: ModuleType, name: str, class_name: str) -> type:
    """Return `package.name.class_name`. Raises `NoSuchPlugin`."""
    if name not in names(package):
        raise NoSuchPlugin(f"{package.__name__} has no {name}")
    with _importing:
        found = getattr(import_module(f"{package.__name__}.{name}"), class_name)
    if not isinstance(found, type):
        raise NoSuchPlugin(f"{package.__name__}.{name}.{class_name} is no class")
    return found


@cache
def names(package: ModuleType) -> tuple[str, ...]:
    """The plug-ins of a package in alphabetical order."""
    found = (module.name for module in pkgutil.iter_modules(package.__path__))
    return tuple(sorted(name for name in found if name != "base" and not name.startswith("_")))
