"""The demo's tenants as a new customer would have set them up; what is there already stays as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.compliance.models import DncEntry
from apps.integrations.models import Connection
from apps.leads.models import Source
from apps.outreach.cadence import lines
from apps.outreach.cadence.ladder import Ladder
from apps.outreach.models import Cadence, CadenceVersion, Playbook
from apps.routing.decide import Compiled
from apps.tenants.models import Membership, Role, Tenant, User

from . import bodies, connecting, routes, talking
from .companies import Company

ROLES = (Role.OWNER, Role.MANAGER, Role.CLIENT)
_LISTED = (
    (101, DncEntry.Origin.IMPORTED, "National Do Not Call Registry, October file"),
    (117, DncEntry.Origin.IMPORTED, "National Do Not Call Registry, October file"),
    (133, DncEntry.Origin.IMPORTED, "National Do Not Call Registry, October file"),
    (142, DncEntry.Origin.ADDED, "Asked by e-mail to be left alone"),
    (158, DncEntry.Origin.ADDED, "Threatened a lawyer after two calls"),
    (166, DncEntry.Origin.ADDED, "Competitor, fills in our form every month"),
    (171, DncEntry.Origin.IMPORTED, "National Do Not Call Registry, October file"),
    (184, DncEntry.Origin.ADDED, "Former employee's number"),
)
CONSENT = (
    "By sending this form I agree that {company} may call and text me at this number about my request, also by an "
    "automated system and with an artificial or AI voice. It is no condition of buying anything."
)
_LISTED_AGO = timedelta(days=45)


@dataclass(frozen=True)
class Founded:
    """A tenant and all it has set up: `sources` by slug, `versions` of cadences by name, "" for the usual one."""

    company: Company
    tenant: Tenant
    playbook: Playbook
    versions: Mapping[str, CadenceVersion]
    sources: Mapping[str, Source]
    connections: Sequence[Connection]
    rules: Compiled


def tenant(company: Company) -> Tenant:
    """The company's tenant."""
    wanted = {"name": company.name, "time_zone": company.time_zone, "is_demo": True}
    return Tenant.objects.get_or_create(slug=company.slug, defaults=wanted)[0]


def furnish(company: Company, tenant: Tenant, *, now: datetime) -> Founded:
    """Everything that the tenant needs to call leads; inside its walls."""
    for role in ROLES:
        _member(tenant, role)
    if company.talks_by:
        talking.script(tenant, company.talks_by, now=now)
    if company.talks_also_by:
        talking.special(tenant, company.talks_also_by, company.talks_by, now=now)
    return Founded(
        company=company,
        tenant=tenant,
        playbook=_playbook(company, tenant),
        versions={
            name: _cadence(company, tenant, name, rungs, now=now)
            for name, rungs in {"": company.rungs, **company.named}.items()
        },
        sources=_sources(company, tenant, now=now),
        connections=connecting.connections(company, tenant),
        rules=routes.publish_once(company, tenant, author=address(company.slug, Role.MANAGER), now=now),
    )


def block_numbers(founded: Founded, *, now: datetime) -> None:
    """The do-not-call list that the tenant came with."""
    company = founded.company
    listed = [
        DncEntry(
            tenant=founded.tenant,
            phone=f"+1{company.area_codes[place % 4]}5550{line}",
            origin=origin,
            reason=reason,
            added_by="" if origin == DncEntry.Origin.IMPORTED else address(company.slug, Role.MANAGER),
            created_at=now - _LISTED_AGO,
        )
        for place, (line, origin, reason) in enumerate(_LISTED)
    ]
    DncEntry.objects.bulk_create(listed)


def address(slug: str, role: Role) -> str:
    """A member's e-mail address."""
    return f"{role}@{slug}.example"


def _member(tenant: Tenant, role: Role) -> None:
    email = address(tenant.slug, role)
    user = User.objects.filter(email=email).first() or User.objects.create_user(email)
    Membership.objects.get_or_create(tenant=tenant, user=user, defaults={"role": role})


def _playbook(company: Company, tenant: Tenant) -> Playbook:
    return Playbook.objects.get_or_create(tenant=tenant, defaults=dict(vars(company.script)))[0]


def _cadence(company: Company, tenant: Tenant, name: str, rungs: str, *, now: datetime) -> CadenceVersion:
    draft = Ladder(rungs=lines.read(rungs)).model_dump(mode="json")
    cadence = Cadence.objects.get_or_create(tenant=tenant, name=name, source=None, defaults={"draft": draft})[0]
    by = address(company.slug, Role.MANAGER)
    return cadence.latest() or cadence.publish(by=by, at=now - _LISTED_AGO)


def _sources(company: Company, tenant: Tenant, *, now: datetime) -> Mapping[str, Source]:
    partner = company.partner
    wanted = {
        bodies.WEBSITE: _source(tenant, bodies.WEBSITE, "Website quote form", **_form(company)),
        bodies.FACEBOOK: _source(tenant, bodies.FACEBOOK, "Facebook lead ads (Zapier)"),
        partner.slug: _source(tenant, partner.slug, partner.name, settings={"require_signature": True}),
    }
    if not wanted[partner.slug].secrets.exists():
        wanted[partner.slug].issue_secret(now=now)
    return wanted


def _form(company: Company) -> Mapping[str, object]:
    return {"allowed_origins": [company.site], "consent_text": CONSENT.format(company=company.name)}


def _source(tenant: Tenant, slug: str, name: str, **more: object) -> Source:
    return Source.objects.get_or_create(tenant=tenant, slug=slug, defaults={"name": name, **more})[0]
