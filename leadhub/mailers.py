"""LeadHub's own mail server, from a URL as `smtp+tls://user:password@host:587`."""

from collections.abc import Mapping
from typing import Any

TIMEOUT_SECONDS = 10


def of(config: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Django's MAILERS, from what django-environ reads out of the URL."""
    options = {
        "host": config["EMAIL_HOST"],
        "port": config["EMAIL_PORT"],
        "username": config["EMAIL_HOST_USER"],
        "password": config["EMAIL_HOST_PASSWORD"],
        "use_tls": config.get("EMAIL_USE_TLS", False),
        "use_ssl": config.get("EMAIL_USE_SSL", False),
        "timeout": TIMEOUT_SECONDS,
    }
    return {"default": {"BACKEND": config["EMAIL_BACKEND"], "OPTIONS": options}}
