"""Forms of one tenant's rows."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from apps.tenants.models import Tenant, TenantOwned


class TenantForm(forms.ModelForm):  # type: ignore[type-arg]
    """Sets the tenant before anything is checked, and checks what is unique within it."""

    tenant: ClassVar[Tenant]
    instance: TenantOwned

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.tenant = self.tenant

    def _get_validation_exclusions(self) -> set[str]:
        # Django leaves out every constraint over a field that the form doesn't show (ticket #26200).
        return super()._get_validation_exclusions() - {"tenant"}  # type: ignore[misc,no-any-return]

    def _update_errors(self, errors: ValidationError) -> None:
        """Say "taken" at the field that people see, and never mention the tenant."""
        if hasattr(errors, "error_dict"):
            errors = ValidationError(_at_their_fields(errors.error_dict, shown=set(self.fields)))
        super()._update_errors(errors)  # type: ignore[misc]


def _at_their_fields(found: dict[str, list[ValidationError]], *, shown: set[str]) -> dict[str, list[ValidationError]]:
    moved: dict[str, list[ValidationError]] = {}
    for name, errors in found.items():
        for error in errors:
            place, said = _place(name, error, shown=shown)
            moved.setdefault(place, []).append(said)
    return moved


def _place(name: str, error: ValidationError, *, shown: set[str]) -> tuple[str, ValidationError]:
    checked = (error.params or {}).get("unique_check", ())
    within = [part for part in checked if part != "tenant"]
    if name == NON_FIELD_ERRORS and "tenant" in checked and len(within) == 1 and within[0] in shown:
        return within[0], ValidationError("You have one like this already.", code="unique")
    return name, error
