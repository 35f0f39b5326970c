"""Money in whole micro-units of a US dollar: sums are exact; people type and read dollars."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db import models

MICROS = 1_000_000


def told(micros: int) -> str:
    """As people read it, to the cent below: "$1,234.50"."""
    return f"${micros // MICROS:,}.{micros % MICROS // 10_000:02}"


def exact(micros: int, currency: str = "USD") -> str:
    """With four digits where it is less than a dollar: "$0.0140", "EUR 1.20"."""
    sign = "$" if currency == "USD" else f"{currency} "
    amount = Decimal(micros) / MICROS
    return f"{sign}{amount:,.2f}" if amount >= 1 or not amount else f"{sign}{amount:.4f}"


class Dollars(forms.DecimalField):
    """A form's field: dollars are typed, micro-units come out."""

    def prepare_value(self, value: Any) -> Any:
        return _dollars(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        return None if amount is None else int(amount * MICROS)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(_dollars(initial) if isinstance(initial, int) else initial, data)


class SmallDollars(Dollars):
    """For what costs less than a cent: six digits behind the point."""

    def __init__(self, **traits: Any) -> None:
        super().__init__(min_value=0, max_digits=12, decimal_places=6, **traits)

    def prepare_value(self, value: Any) -> Any:
        return _small(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return forms.DecimalField.has_changed(self, _small(initial) if isinstance(initial, int) else initial, data)


class Micros(models.BigIntegerField):  # type: ignore[type-arg]  # generic in the stubs only
    """A column of micro-units."""

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        """Validators and widget of the column are for its integer, not for what is typed."""
        kept = {name: value for name, value in kwargs.items() if name in ("help_text", "label", "initial")}
        traits = {"initial": self.default, "label": str(self.verbose_name).capitalize()} | kept
        return Dollars(min_value=0, max_digits=9, decimal_places=2, **traits)


def _small(micros: int) -> Decimal:
    return Decimal(micros).scaleb(-6).normalize() + Decimal(0)


def _dollars(micros: int) -> Decimal:
    return (Decimal(micros) / MICROS).quantize(Decimal("0.01"))
