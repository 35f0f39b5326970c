"""What stands behind a tenant's prefix: the one site, with everything that may be managed."""

from django.urls import URLPattern, URLResolver, path

from apps.calls.models import NumberRules, Pace, PoolNumber, Rate, Reception, Walls
from apps.compliance.models import DncEntry, DncList, Suppression
from apps.intake.models import Delivery
from apps.integrations.models import Connection
from apps.leads.models import Source
from apps.manage.api_keys import ApiKeyAdmin
from apps.manage.cadences import CadenceAdmin
from apps.manage.connections import ConnectionAdmin
from apps.manage.deliveries import DeliveryAdmin
from apps.manage.dnc import DncAdmin
from apps.manage.dnc_registries import RegistryAdmin
from apps.manage.held import HeldAdmin
from apps.manage.invitations import InvitationAdmin
from apps.manage.number_rules import NumberRulesAdmin
from apps.manage.numbers import NumberAdmin
from apps.manage.paces import PaceAdmin
from apps.manage.playbooks import PlaybookAdmin
from apps.manage.rates import RateAdmin
from apps.manage.reception import ReceptionAdmin
from apps.manage.routing.people import RepAdmin, RoutingTeamAdmin, ScheduleAdmin
from apps.manage.routing.rules import RuleAdmin
from apps.manage.routing.versions import VersionAdmin
from apps.manage.scripts.screens import ScriptAdmin
from apps.manage.site import BackOffice
from apps.manage.sources import SourceAdmin
from apps.manage.suppressions import SuppressionAdmin
from apps.manage.team import TeamAdmin
from apps.manage.walls import WallsAdmin
from apps.manage.webhooks import WebhookAdmin
from apps.outreach.models import Cadence, Playbook, Step, Telling
from apps.routing.models import DraftRule, Rep, Schedule, Team, Version
from apps.scripts.models import Script
from apps.tenants.models import ApiKey, Invitation, Membership

site = BackOffice(name="manage")
site.register(Source, SourceAdmin)
site.register(Delivery, DeliveryAdmin)
site.register(Playbook, PlaybookAdmin)
site.register(Cadence, CadenceAdmin)
site.register(Pace, PaceAdmin)
site.register(PoolNumber, NumberAdmin)
site.register(NumberRules, NumberRulesAdmin)
site.register(Reception, ReceptionAdmin)
site.register(Walls, WallsAdmin)
site.register(Rate, RateAdmin)
site.register(Step, HeldAdmin)
site.register(DncEntry, DncAdmin)
site.register(DncList, RegistryAdmin)
site.register(Suppression, SuppressionAdmin)
site.register(DraftRule, RuleAdmin)
site.register(Version, VersionAdmin)
site.register(Team, RoutingTeamAdmin)
site.register(Rep, RepAdmin)
site.register(Schedule, ScheduleAdmin)
site.register(Script, ScriptAdmin)
site.register(Connection, ConnectionAdmin)
site.register(Telling, WebhookAdmin)
site.register(ApiKey, ApiKeyAdmin)
site.register(Membership, TeamAdmin)
site.register(Invitation, InvitationAdmin)

urlpatterns: list[URLPattern | URLResolver] = [path("", site.urls)]
