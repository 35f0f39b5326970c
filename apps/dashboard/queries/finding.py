"""What the command palette offers for a few typed letters: pages, leads, views and things to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from apps.dashboard import searching, words
from apps.dashboard.models import SavedView
from apps.dashboard.visits import Visit
from apps.leads.models import Lead
from apps.tenants.models import User

_MOST_LEADS, _FEWEST_LETTERS = 6, 2


@dataclass(frozen=True)
class Offer:
    """One line; `kind` says what it is, `more` tells those of one name apart."""

    kind: str
    label: str
    url: str
    more: str = ""


def offers(visit: Visit, user: User, *, text: str) -> Sequence[Offer]:
    """Pages and things to do whose words begin with what is typed, then views, then leads; in two queries."""
    text = text.replace("\0", "").strip()[:100]
    found = [each for each in (*_pages(visit), *_doings(visit)) if _fits(each.label, text)]
    found += [each for each in _views(visit, user) if _fits(each.label, text)]
    return found + list(_leads(visit, text)) if len(text) >= _FEWEST_LETTERS else found


def _fits(label: str, text: str) -> bool:
    """Every typed word begins one of the label's."""
    begun = label.lower().replace("?", "").split()
    return all(any(word.startswith(typed) for word in begun) for typed in text.lower().split())


def _pages(visit: Visit) -> Iterable[Offer]:
    for section in visit.menu:
        for place in section.places:
            yield Offer("Page", place.label, place.url)


def _doings(visit: Visit) -> Iterable[Offer]:
    if visit.may_manage:
        yield Offer("Do", "Open the back office", reverse("manage", args=[visit.tenant.slug]))
        rules = reverse("manage-page", args=[visit.tenant.slug, "routing/draftrule/"])
        yield Offer("Do", "Change routing rules", rules)
        yield Offer("Do", "Send a test lead", reverse("dashboard:integrations", args=[visit.tenant.slug]))
        team = reverse("manage-page", args=[visit.tenant.slug, "tenants/invitation/add/"])
        yield Offer("Do", "Invite a colleague", team)
    for other in visit.others:
        yield Offer("Go to", other.name, reverse("dashboard:overview", args=[other.slug]))
    yield Offer("Do", "Your account and sign-in", reverse("account"))


def _views(visit: Visit, user: User) -> Iterable[Offer]:
    leads = reverse("dashboard:leads", args=[visit.tenant.slug])
    for view in SavedView.objects.seen_by(user, tenant=visit.tenant):
        yield Offer("View", view.name, leads + view.query)


def _leads(visit: Visit, text: str) -> Iterable[Offer]:
    found = Lead.objects.for_tenant(visit.tenant).filter(searching.matching(text, tenant=visit.tenant))
    for lead in found.order_by("-received_at", "-id")[:_MOST_LEADS]:
        url = reverse("dashboard:lead", args=[visit.tenant.slug, lead.pk])
        yield Offer("Lead", lead.full_name or "No name", url, words.phone(lead.phone) or lead.email)
