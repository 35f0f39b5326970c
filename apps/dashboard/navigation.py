"""The pages of a tenant, in the order of the menu, and who may open them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from apps.tenants.models import Role

EVERYBODY = frozenset(Role)
CLIENTS = frozenset({Role.OWNER, Role.MANAGER, Role.CLIENT})
MANAGERS = frozenset({Role.OWNER, Role.MANAGER})
OWNERS = frozenset({Role.OWNER})


@dataclass(frozen=True)
class Page:
    """`name` is its address in `urls`; `icon` a symbol of static/icons.svg."""

    name: str
    label: str
    icon: str
    roles: frozenset[Role] = EVERYBODY


@dataclass(frozen=True)
class Place:
    """An entry of the menu, as one stands before it."""

    label: str
    icon: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class Section:
    label: str
    places: tuple[Place, ...]


_SECTIONS: tuple[tuple[str, tuple[Page, ...]], ...] = (
    (
        "Now",
        (
            Page("overview", "Overview", "gauge"),
            Page("leads", "Leads", "people"),
            Page("desk", "My calls", "phone"),
            Page("appointments", "Appointments", "calendar"),
            Page("reports", "Reports", "chart", CLIENTS),
        ),
    ),
    (
        "Look after",
        (
            Page("why", "Why no leads?", "question"),
            Page("failures", "Failures", "alert", CLIENTS),
            Page("notifications", "Notifications", "bell", MANAGERS),
            Page("callable", "Can we call?", "shield"),
            Page("integrations", "Integrations", "plug", MANAGERS),
        ),
    ),
    (
        "Set up",
        (
            Page("checklist", "Checklist", "flag", MANAGERS),
            Page("audit", "Audit log", "history", MANAGERS),
            Page("usage", "Usage", "meter", OWNERS),
        ),
    ),
)
# Pages that are reached from another one, and belong to it.
_WITHIN = {
    "lead": "leads",
    "call": "leads",
    "lead_callable": "callable",
    "source": "integrations",
    "delivery": "integrations",
    "failures_cause": "failures",
    "failures_preview": "failures",
    "failures_run": "failures",
}


def menu(slug: str, *, role: str, here: str) -> tuple[Section, ...]:
    """What this role may open; `role` is "operator" for those who may open everything."""
    sections = (
        Section(label, tuple(_places(pages, slug, role=role, here=_WITHIN.get(here, here))))
        for label, pages in _SECTIONS
    )
    return tuple(section for section in sections if section.places)


def may_open(name: str, *, role: str) -> bool:
    """Whether the page of that name is there for the role; a page that the menu does not list is for everybody."""
    roles = next((page.roles for _, pages in _SECTIONS for page in pages if page.name == name), EVERYBODY)
    return role == "operator" or role in roles


def _places(pages: Iterable[Page], slug: str, *, role: str, here: str) -> Iterable[Place]:
    for page in pages:
        if may_open(page.name, role=role):
            yield Place(page.label, page.icon, reverse(f"dashboard:{page.name}", args=[slug]), page.name == here)
