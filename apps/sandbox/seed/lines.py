"""Tells the sandbox which numbers are whose, so that people there can text back."""

import sys
import time

import requests
from django.conf import settings

from apps.integrations.models import Connection, Family
from apps.outreach import addresses

PATIENCE_SECONDS = 3.0


def register(connection: Connection) -> None:
    """Buy the sender's number, as one would of Twilio; a sandbox that is away is only warned about."""
    account, number = connection.settings["account_sid"], connection.settings["sender"]
    url = f"{settings.LEADHUB_SANDBOX_URL}/twilio/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json"
    inbound_url = addresses.callback("twilio", connection.token, "inbound-sms")
    form = {"PhoneNumber": number, "SmsUrl": inbound_url, "FriendlyName": connection.tenant.name}
    try:
        _post(url, form, (account, connection.settings["auth_token"]))
    except requests.RequestException as error:
        sys.stderr.write(f"seed_demo: {number} is not known to the sandbox ({type(error).__name__})\n")


def is_in_the_sandbox(connection: Connection) -> bool:
    """Not if somebody has put an account of their own there."""
    own = str(connection.settings.get("base_url", ""))
    return connection.family == Family.SMS and own == f"{settings.LEADHUB_SANDBOX_URL}/twilio"


def _post(url: str, form: dict[str, str], auth: tuple[str, str]) -> None:
    """The sandbox is started at the same time as we are."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            requests.post(url, data=form, auth=auth, timeout=2).raise_for_status()
        except requests.ConnectionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
