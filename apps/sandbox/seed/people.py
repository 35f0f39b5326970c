"""The people who fill in forms: names from many places, and numbers that are set aside for fiction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

# The last ones are kept free for caller IDs and reps.
LINES = range(100, 190)
_FIRST = """
    Ada Aisha Alejandro Amara Andre Anh Ben Brianna Carlos Chloe Daniel Deepa Diego Elena Emeka Emily Farah Grace
    Hannah Hiro Imani Isaac Ivan Jamal Jasmine Jorge Karen Keisha Kenji Laura Leila Luis Malik Maria Mei Michael Nadia
    Noah Olga Omar Patricia Priya Quentin Rachel Raj Rosa Samuel Sofia Terrence Thanh Uma Victor Wei Yusuf Zoe
"""
_LAST = """
    Adeyemi Ahmed Alvarez Anderson Baker Bianchi Brooks Castillo Chen Clark Cohen Diaz Dubois Edwards Fischer Flores
    Garcia Gupta Haddad Hall Hernandez Ito Jackson Johansson Kaplan Khan Kim Kowalski Lee Lopez Martin Mbeki Miller
    Morales Nguyen Novak Okafor Olsen Ortiz Park Patel Petrov Reed Rivera Rossi Sato Schmidt Silva Singh Tran Turner
    Vargas Walker Williams Wong Young
"""


@dataclass(frozen=True)
class Person:
    """`phone` is E.164."""

    first_name: str
    last_name: str
    email: str
    phone: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


def numbers(area_codes: Sequence[str], *, random: Random) -> list[str]:
    """Every number of these places once, in any order."""
    found = [f"+1{area_code}5550{line}" for area_code in area_codes for line in LINES]
    random.shuffle(found)
    return found


def meet(phones: Sequence[str], *, random: Random) -> Iterator[Person]:
    """A person for each number; no two have the same address."""
    first_names, last_names = _FIRST.split(), _LAST.split()
    for place, phone in enumerate(phones):
        first, last = random.choice(first_names), random.choice(last_names)
        yield Person(first, last, f"{first}.{last}{place}@example.com".lower(), phone)


def typed(phone: str, *, random: Random) -> str:
    """A number as people type it."""
    area, office, line = phone[2:5], phone[5:8], phone[8:]
    ways = (
        f"({area}) {office}-{line}",
        f"{area}-{office}-{line}",
        f"{area}{office}{line}",
        f"+1 {area} {office} {line}",
    )
    return random.choice(ways)
