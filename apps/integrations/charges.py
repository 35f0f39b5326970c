"""What a vendor says that it charged, in whole micro-units of its own currency: sums are exact."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .errors import Unanswered

_MICROS = 1_000_000


@dataclass(frozen=True)
class Charge:
    """`micros` millionths of the currency, an ISO 4217 code."""

    micros: int
    currency: str


def of_decimal(said: str, currency: str) -> Charge:
    """A charge as vendors write it, e.g. "-0.0140" and "usd". Raises `Unanswered` for what is no number."""
    try:
        amount = abs(Decimal(said)) * _MICROS
        code = currency.upper()
        if not amount.is_finite() or len(code) != 3 or not code.isalpha():
            raise Unanswered("the price is none")
        return Charge(int(amount.to_integral_value()), code)
    except InvalidOperation as error:
        raise Unanswered("the price is no number") from error


def total(charges: Iterable[Charge]) -> Charge:
    """Of the parts of one thing. Raises `Unanswered` where they are in several currencies, or there are none."""
    known = list(charges)
    if len({each.currency for each in known}) != 1:
        raise Unanswered("the prices are in no one currency")
    return Charge(sum(each.micros for each in known), known[0].currency)
