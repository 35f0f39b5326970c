"""Tells the sandbox which numbers are whose, so that people there can text and call back."""

import sys
import time
from collections.abc import Iterable, Mapping

import requests
from django.conf import settings

from apps.integrations.models import Connection, Family
from apps.outreach import addresses

PATIENCE_SECONDS = 3.0
# What a number's settings at the carrier are to hold, by the family of the connection.
_NEWS: Mapping[str, Mapping[str, str]] = {
    Family.TELEPHONY: {"VoiceUrl": "inbound-call", "StatusCallback": "inbound-status"},
    Family.SMS: {"SmsUrl": "inbound-sms"},
}


def register(connections: Iterable[Connection]) -> None:
    """Buy the numbers of calls and texts, as one would of Twilio; a sandbox that is away is only warned about."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    for connection in filter(_is_in_the_sandbox, connections):
        try:
            _buy(connection, deadline=deadline)
        except requests.RequestException as error:
            sender = _number(connection)
            sys.stderr.write(f"seed_demo: the sandbox does not know {sender} ({type(error).__name__})\n")


def _is_in_the_sandbox(connection: Connection) -> bool:
    """Not if somebody has put an account of their own there."""
    own = str(connection.settings.get("base_url", ""))
    return connection.family in _NEWS and own == f"{settings.LEADHUB_SANDBOX_URL}/twilio"


def _buy(connection: Connection, *, deadline: float) -> None:
    account = connection.settings["account_sid"]
    url = f"{settings.LEADHUB_SANDBOX_URL}/twilio/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json"
    news = _NEWS[connection.family]
    urls = {name: addresses.callback("twilio", connection.token, kind) for name, kind in news.items()}
    form = {"PhoneNumber": _number(connection), "FriendlyName": connection.tenant.name, **urls}
    _post(url, form, (account, connection.settings["auth_token"]), deadline=deadline)


def _number(connection: Connection) -> str:
    return str(connection.settings.get("sender") or connection.settings.get("caller_id", ""))


def _post(url: str, form: Mapping[str, str], auth: tuple[str, str], *, deadline: float) -> None:
    """The sandbox is started at the same time as we are."""
    while True:
        try:
            requests.post(url, data=form, auth=auth, timeout=2).raise_for_status()
        except requests.ConnectionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
