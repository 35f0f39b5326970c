"""Companies at the pretend dialers whose reps' apps call, and the webhook by which they tell a connection."""

import secrets
from collections.abc import Callable, Mapping

import requests

USER = "456"


def account(vendor: str, world: str, *, number: str, told_at: str) -> Mapping[str, str]:
    """As a tenant types it in, who has made the webhook at the vendor. Raises `KeyError`."""
    return {**_ACCOUNTS[vendor](world, told_at), "caller_id": number, "user_id": USER}


def _aircall(world: str, told_at: str) -> Mapping[str, str]:
    login = (secrets.token_hex(16), secrets.token_hex(16))
    wanted = {"custom_name": "LeadHub", "url": told_at, "events": ["call.created", "call.answered", "call.hungup"]}
    made = requests.post(f"{world}/aircall/v1/webhooks", json=wanted, auth=login, timeout=5)
    made.raise_for_status()
    account = {"api_id": login[0], "api_token": login[1], "number_id": "1234", "base_url": f"{world}/aircall"}
    return {**account, "webhook_token": made.json()["webhook"]["token"]}


def _dialpad(world: str, told_at: str) -> Mapping[str, str]:
    key, secret = secrets.token_hex(16), secrets.token_hex(16)
    headers = {"Authorization": f"Bearer {key}"}
    wanted = {"hook_url": told_at, "secret": secret}
    made = requests.post(f"{world}/dialpad/api/v2/webhooks", json=wanted, headers=headers, timeout=5)
    made.raise_for_status()
    subscription = {"endpoint_id": made.json()["id"], "call_states": ["calling", "connected", "hangup"]}
    url = f"{world}/dialpad/api/v2/subscriptions/call"
    requests.post(url, json=subscription, headers=headers, timeout=5).raise_for_status()
    return {"api_key": key, "webhook_secret": secret, "base_url": f"{world}/dialpad"}


_ACCOUNTS: Mapping[str, Callable[[str, str], Mapping[str, str]]] = {"aircall": _aircall, "dialpad": _dialpad}
DIALERS = tuple(_ACCOUNTS)
