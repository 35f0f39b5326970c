"""Our applications at every pretend vendor that has a consent page."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from apps.sandbox import vendors
from apps.sandbox.desk import Desk


def applications(sandbox_url: str) -> dict[str, dict[str, str]]:
    """What LEADHUB_OAUTH_APPS says in the demo."""
    modules = [import_module(f"{vendors.__name__}.{found.name}") for found in iter_modules(vendors.__path__)]
    found = [module.DESK.vendor for module in modules if isinstance(getattr(module, "DESK", None), Desk)]
    return {
        vendor: {"client_id": f"leadhub-{vendor}", "client_secret": f"s-{vendor}", "url": f"{sandbox_url}/{vendor}"}
        for vendor in found
    }
