"""The what-if page: whom the draft would have treated differently over the last 30 days; all of them as a table."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse

from apps.core import clock
from apps.manage import office
from apps.manage.dnc_export import tame
from apps.manage.tenant_admin import TenantAdmin
from apps.routing import decide, drafting, published, sentences, what_if
from apps.routing.rules import Rule
from apps.routing.sentences import Names
from apps.routing.what_if import Difference, Portion, Question
from apps.tenants import access
from apps.tenants.models import Tenant

SHOWN = 100
COLUMNS = ("lead", "received", "name", "source", "rule in force", "is treated", "rule of the draft", "would be treated")


@dataclass(frozen=True)
class Row:
    """A lead, how it was treated and how it would be."""

    difference: Difference
    was: str
    would_be: str


def page(admin: TenantAdmin, request: HttpRequest) -> HttpResponse:
    """How many, how they move between rules, and the latest of them."""
    tenant, now = office.of(request).tenant, clock.now()
    names, seen, found = published.names(tenant), 0, list[Difference]()
    for portion in what_if.portions(_question(tenant), now=now):
        seen += portion.seen
        found += portion.differences
    context = admin.admin_site.each_context(request) | {
        "opts": admin.opts,
        "title": "What if?",
        "seen": seen,
        "count": len(found),
        "moves": _moves(found),
        "rows": [_row(each, names) for each in islice(found, SHOWN)],
        "version": published.latest(tenant),
    }
    return TemplateResponse(request, "manage/routing/what_if.html", context)


def table(admin: TenantAdmin, request: HttpRequest) -> StreamingHttpResponse:
    """All of them as CSV, written while they are being looked at: a thousand leads a transaction."""
    lines = _lines(office.of(request).tenant, now=clock.now())
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="what-if.csv"'
    return answer


def _question(tenant: Tenant) -> Question:
    after = decide.compiled(drafting.rules(tenant), version=0)
    return Question(tenant, published.compiled(tenant), after)


def _moves(found: list[Difference]) -> list[tuple[str, str, int]]:
    counted: dict[tuple[str, str], int] = {}
    for each in found:
        key = each.before.name, each.after.name
        counted[key] = counted.get(key, 0) + 1
    return sorted(((*names, count) for names, count in counted.items()), key=lambda move: (-move[2], move[:2]))


def _row(each: Difference, names: Names) -> Row:
    return Row(each, _treated(each.before, names), _treated(each.after, names))


def _treated(rule: Rule, names: Names) -> str:
    return sentences.then(rule.then, names=names)


def _lines(tenant: Tenant, *, now: datetime) -> Iterator[str]:
    yield _line(COLUMNS)
    with access.as_tenant(tenant.pk):
        question, names = _question(tenant), published.names(tenant)
    portions = what_if.portions(question, now=now)
    while portion := _next(portions, tenant):
        for each in portion.differences:
            lead = each.lead
            received = lead.received_at.astimezone(tenant.zone).isoformat(timespec="seconds")
            was, would_be = _treated(each.before, names), _treated(each.after, names)
            about = (lead.pk, received, lead.full_name, lead.source.slug)
            yield _line((*about, each.before.name, was, each.after.name, would_be))


def _next(portions: Iterator[Portion], tenant: Tenant) -> Portion | None:
    with access.as_tenant(tenant.pk):
        return next(portions, None)


def _line(values: tuple[Any, ...]) -> str:
    out = StringIO()
    csv.writer(out).writerow([tame(str(value)) for value in values])
    return out.getvalue()
