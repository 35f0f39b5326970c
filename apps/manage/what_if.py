"""The page that lists whom a draft would have treated differently, written while the leads are looked at."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string

from apps.core import clock
from apps.manage import office
from apps.manage.tenant_admin import TenantAdmin
from apps.routing import looking_back
from apps.routing.looking_back import Portion
from apps.tenants import access
from apps.tenants.models import Tenant

PAGE, PART = "manage/what_if.html", "manage/what_if_{}.html"
# Where the page is parted for what is found meanwhile.
ROWS, ANSWER = "<!-- rows -->", "<!-- answer -->"


@dataclass(frozen=True)
class Asked:
    """What the page says of its question: the draft of what, against what, and the way back."""

    draft: str
    against: str
    back: str


def page(
    admin: TenantAdmin, request: HttpRequest, asked: Asked, portions: Callable[[], Iterator[Portion]]
) -> StreamingHttpResponse:
    """A thousand leads a transaction; in memory there are never more. For a view that `opens_own_transactions`."""
    tenant = office.of(request).tenant
    with access.as_tenant(tenant.pk):
        count = looking_back.of(tenant, now=clock.now()).count()
        context = admin.admin_site.each_context(request) | {"opts": admin.opts, "title": "What if?", "asked": asked}
        drawn = render_to_string(PAGE, context, request)
    head, _, rest = drawn.partition(ROWS)
    middle, _, tail = rest.partition(ANSWER)
    answer = StreamingHttpResponse(_written(tenant, portions, count, (head, middle, tail)))
    answer["X-Accel-Buffering"] = "no"
    return answer


def _written(
    tenant: Tenant, portions: Callable[[], Iterator[Portion]], count: int, page: tuple[str, str, str]
) -> Iterator[str]:
    head, middle, tail = page
    yield head
    seen, ways = 0, Counter[str]()
    for portion in _each(tenant, portions):
        seen += portion.seen
        ways.update(each.how for each in portion.changed)
        rows = {"changed": portion.changed, "tenant": tenant, "seen": seen, "count": count}
        yield render_to_string(PART.format("rows"), rows)
    yield middle
    answer = {"ways": ways.most_common(), "changed": ways.total(), "seen": seen}
    yield render_to_string(PART.format("answer"), answer)
    yield tail


def _each(tenant: Tenant, portions: Callable[[], Iterator[Portion]]) -> Iterator[Portion]:
    """Each in a transaction of its own, so that a slow reader holds none open."""
    found = portions()
    while portion := _next(found, tenant):
        yield portion


def _next(portions: Iterator[Portion], tenant: Tenant) -> Portion | None:
    with access.as_tenant(tenant.pk):
        return next(portions, None)
