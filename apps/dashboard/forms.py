"""The login form."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField


class SignIn(AuthenticationForm):
    """E-mail and password; the address is kept in lower case, so it is looked up so."""

    username = UsernameField(
        label="E-mail",
        widget=forms.EmailInput(attrs={"autofocus": True, "autocomplete": "username", "inputmode": "email"}),
    )

    error_messages = {
        "invalid_login": "That e-mail and password do not match. Check both and try again.",
        "inactive": "This account is switched off. Ask the person who invited you.",
    }

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()
