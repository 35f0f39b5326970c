"""What the condition builder offers: fields with their comparisons, and values that really occur at the tenant."""

from collections.abc import Iterable

from django.db import connection

from apps.leads.models import Source
from apps.routing import fields
from apps.routing.fields import OPERATORS, Kind
from apps.routing.subject import ANSWER, CAMPAIGN, WEEKDAYS
from apps.tenants.models import Tenant

# So many of the latest leads are looked at, and so many values of a field shown.
LEADS, VALUES = 200, 12
LONGEST = 60
WORDS = {
    "is": "is",
    "is_not": "is not",
    "one_of": "is one of",
    "contains": "contains",
    "starts_with": "starts with",
    "exists": "is given",
    "missing": "is missing",
    "lt": "is below",
    "lte": "is at most",
    "gt": "is above",
    "gte": "is at least",
    "between": "is between",
    "in_hours": "is within",
}

type Offer = dict[str, object]


def of(tenant: Tenant) -> Offer:
    """As JSON for `static/manage/rules.js`: `fields`, and the words of the `operators`."""
    known = [_field(name, fields.KNOWN[name].title, _values(name, tenant)) for name in fields.KNOWN]
    seen = [_field(name, fields.find(name).title, values) for name, values in _seen(tenant)]
    return {"fields": known + seen, "operators": WORDS}


def _field(name: str, title: str, values: Iterable[str]) -> Offer:
    kind = fields.find(name).kind
    return {
        "name": name,
        "title": title,
        "kind": kind.value,
        "operators": [operator for operator in WORDS if operator in OPERATORS[kind]],
        "values": list(values),
        "example": fields.find(name).example,
    }


def _values(name: str, tenant: Tenant) -> list[str]:
    if name == "source":
        return list(Source.objects.for_tenant(tenant).order_by("slug").values_list("slug", flat=True))
    if fields.KNOWN[name].kind is Kind.FLAG:
        return ["yes", "no"]
    return list(WEEKDAYS) if name == "local.weekday" else []


def _seen(tenant: Tenant) -> list[tuple[str, list[str]]]:
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, {"tenant": tenant.pk, "leads": LEADS, "values": VALUES, "longest": LONGEST})
        found = [(f"{prefix}{key}", values) for prefix, key, values in cursor.fetchall()]
    return [(name, [] if len(values) >= VALUES else values) for name, values in found if _is_field(name)]


def _is_field(name: str) -> bool:
    try:
        fields.find(name)
    except KeyError:
        return False
    return True


# Keys of the latest leads' answers and campaigns, with their most frequent values.
_SEEN = f"""
WITH latest AS (
    SELECT answers, campaign FROM leads_lead WHERE tenant_id = %(tenant)s
    ORDER BY received_at DESC, id DESC LIMIT %(leads)s
), said AS (
    SELECT '{ANSWER}' AS prefix, key, value FROM latest, jsonb_each_text(answers)
    UNION ALL
    SELECT '{CAMPAIGN}', key, value FROM latest, jsonb_each_text(campaign)
    WHERE key NOT IN ('ip', 'user_agent') AND key NOT LIKE '%%clid'
), counted AS (
    SELECT prefix, key, value, row_number() OVER (PARTITION BY prefix, key ORDER BY count(*) DESC, value) AS place
    FROM said WHERE length(value) BETWEEN 1 AND %(longest)s GROUP BY prefix, key, value
)
SELECT prefix, key, array_agg(value ORDER BY place) FROM counted WHERE place <= %(values)s
GROUP BY prefix, key ORDER BY prefix, key LIMIT 100
"""  # noqa: S608 - made of constants
