"""What allauth asks us: who may sign up, in which words it refuses, and how it keeps secrets."""

from smtplib import SMTPException
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest

from apps.core import fields

log = structlog.get_logger(__name__)
NO_MAIL = "No mail can be sent just now. Try again in a few minutes, or ask the person who invited you."


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no complete hints
    """Nobody signs up: people are invited (`invitations`)."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "That e-mail and password do not match. Check both and try again.",
        "too_many_login_attempts": "Too many failed attempts. Wait a few minutes, or ask for a new password.",
        "account_inactive": "This account is switched off. Ask the person who invited you.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Say so where no mail can be sent: to whoever asks, known here or not, in the same words."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            log.error("signin.no_mail", error=type(error).__name__)
            messages.error(self.request, NO_MAIL)


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # likewise
    """What an authenticator app or recovery codes are made of is kept in cipher text, as every secret here."""

    error_messages: dict[str, Any] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code is not right, or no longer. Take the one that the app shows now.",
    }

    def encrypt(self, text: str) -> str:
        return fields.encipher(text)

    def decrypt(self, encrypted_text: str) -> str:
        return fields.decipher(encrypted_text)
