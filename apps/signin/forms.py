"""What somebody who was invited fills in."""

from django import forms
from django.contrib.auth import password_validation

from apps.tenants.models import User


class NewAccount(forms.Form):
    """A name and a password; the address is the invitation's."""

    first_name = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    last_name = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "family-name"}))
    password = forms.CharField(
        help_text="At least 12 characters; a few words are easy to remember.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: object, email: str, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # handed on as it came
        self._email = email

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password, User(email=self._email))
        return password

    def save(self) -> User:
        """The new user."""
        given = self.cleaned_data
        names = {"first_name": given["first_name"], "last_name": given["last_name"]}
        return User.objects.create_user(self._email, given["password"], **names)
