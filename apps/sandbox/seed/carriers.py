"""Accounts at the pretend carriers beside Twilio, as a tenant would type them in."""

import secrets
from collections.abc import Callable, Mapping
from uuid import uuid4

import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from apps.sandbox.telnyx.accounts import Account as TelnyxAccount


def account(vendor: str, world: str, *, number: str) -> Mapping[str, str]:
    """For calls and for texts alike: each adapter takes what is its own. Raises `KeyError`."""
    return {**_ACCOUNTS[vendor](world), "caller_id": number, "sender": number}


def _telnyx(world: str) -> Mapping[str, str]:
    key = f"KEY{secrets.token_hex(16)}"
    made = {"api_key": key, "public_key": TelnyxAccount(key).public_key, "connection_id": "1494404757140276705"}
    return {**made, "base_url": f"{world}/telnyx"}


def _signalwire(world: str) -> Mapping[str, str]:
    token = secrets.token_hex(16)
    ids = {"project_id": "a1b2c3d4-0000-4000-8000-000000000001", "base_url": f"{world}/signalwire/api/laml"}
    return {**ids, "api_token": token, "signing_key": f"PSK_{token}"}


def _plivo(world: str) -> Mapping[str, str]:
    auth_id = f"MA{secrets.token_hex(9).upper()}"
    return {"auth_id": auth_id, "auth_token": secrets.token_hex(16), "base_url": f"{world}/plivo"}


def _vonage(world: str) -> Mapping[str, str]:
    """Made on the dashboard: the public key stays there, the private one is the tenant's."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    made = requests.post(f"{world}/vonage/_applications", json={"id": str(uuid4()), "public_key": public}, timeout=5)
    made.raise_for_status()
    account = {"api_key": secrets.token_hex(4), "api_secret": secrets.token_hex(8), "base_url": f"{world}/vonage"}
    named = {"application_id": made.json()["id"], "signature_secret": made.json()["signature_secret"]}
    return {**account, **named, "private_key": private}


_ACCOUNTS: Mapping[str, Callable[[str], Mapping[str, str]]] = {
    "telnyx": _telnyx,
    "signalwire": _signalwire,
    "plivo": _plivo,
    "vonage": _vonage,
}
OTHERS = tuple(_ACCOUNTS)
