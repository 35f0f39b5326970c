"""The operators' addresses: `/ops/`, and the queues' under `/ops/rq/`."""

from django.urls import URLPattern, URLResolver, include, path

from apps.calls.models import Call
from apps.compliance.models import DncList, GateDecision, PlatformDncEntry, RulePack
from apps.intake.models import Delivery
from apps.integrations.models import Connection
from apps.leads.models import Lead
from apps.ops import admins, dnc, plans, queues, rules
from apps.ops.site import OpsSite
from apps.outreach.models import Step
from apps.tenants.models import Plan, Stay, Subscription, Tenant, Usage, UsageNotice, User

site = OpsSite(name="ops")
site.register(Tenant, admins.TenantsAdmin)
site.register(User, admins.UsersAdmin)
site.register(Stay, admins.StaysAdmin)
site.register(Plan, plans.PlansAdmin)
site.register(Subscription, plans.SubscriptionsAdmin)
site.register(Usage, plans.UsageAdmin)
site.register(UsageNotice, plans.NoticesAdmin)
site.register(Connection, admins.ConnectionsAdmin)
site.register(Delivery, admins.DeliveriesAdmin)
site.register(Lead, admins.LeadsAdmin)
site.register(Step, admins.StepsAdmin)
site.register(Call, admins.CallsAdmin)
site.register(RulePack, rules.RulePacksAdmin)
site.register(GateDecision, rules.GateDecisionsAdmin)
site.register(PlatformDncEntry, dnc.EntriesAdmin)
site.register(DncList, dnc.RegistriesAdmin)

urlpatterns: list[URLPattern | URLResolver] = [
    path("rq/", include((queues.behind_the_gate(site), "django_rq"))),
    path("", site.urls),
]
