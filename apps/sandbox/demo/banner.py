"""What the person at the terminal reads."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import requests

from apps.sandbox.demo.card import Seeded
from apps.sandbox.demo.layout import Layout

ROLES = ("owner", "manager", "client")
LEAD = "name=Dana&phone=%2B12145550123&state=TX"


def say(text: str = "") -> None:
    """One line, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def news(text: str) -> None:
    """A line with the time of day."""
    say(f"{datetime.now().astimezone():%H:%M:%S}  {text}")


@contextmanager
def step(name: str, what: str) -> Iterator[None]:
    """A line that ends with how long the block took."""
    sys.stdout.write(f"  {name:<10} {what:<62}")
    sys.stdout.flush()
    began = time.monotonic()
    yield
    say(f"ok {time.monotonic() - began:5.1f} s")


def hour(layout: Layout) -> Iterator[str]:
    """What the demo's clock shows, if it is not the true time (see `seed.daytime`)."""
    url = f"{layout.url('sandbox')}/clock"
    try:
        told = requests.get(url, timeout=2).json()
    except requests.RequestException:
        return
    if told["offset_seconds"]:
        hours, shows = told["offset_seconds"] / 3_600, datetime.fromisoformat(told["now"])
        yield ""
        yield f"  It is too late to call by law: the demo's clock is {hours:.1f} h ahead, {shows:%a %d %b, %H:%M} UTC."
        yield f"  The true hour, and what the law says of it:  curl -X DELETE {url}"


def ways_in(layout: Layout, seeded: Seeded) -> Iterator[str]:
    """The links, and a lead to send for each tenant."""
    for tenant in seeded.get("tenants", []):
        yield ""
        yield f"  {tenant['slug']}"
        for role in ROLES:
            if link := tenant["logins"].get(role):
                yield f"    {role.capitalize():<9} {link}   (one-time link)"
        yield from _curl(tenant)
    yield ""
    if link := seeded.get("ops_login"):
        yield f"  Ops         {link}   (one-time link, all tenants)"
    yield f"  API docs    {layout.url('web')}/api/docs/"
    yield f"  Outside     {layout.url('sandbox')}/   (the pretend carrier, CRMs and mail)"
    yield ""
    yield "  Ctrl-C stops everything; what it knows stays in .leadhub until `make reset`."


def _curl(tenant: dict[str, Any]) -> Iterator[str]:
    """The form source if there is one: it needs no signature."""
    hooks = tenant["hooks"]
    if hooks:
        url = hooks.get("website", next(iter(hooks.values())))["url"]
        yield f"    Send a lead:  curl -d '{LEAD}' {url}"
