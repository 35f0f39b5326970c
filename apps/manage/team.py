"""The screen of the team: who belongs to the tenant, and what they may do. Owners only."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.manage import office
from apps.manage.forms import TenantForm
from apps.manage.tenant_admin import TenantAdmin
from apps.tenants.models import Membership, Role


class TeamForm(TenantForm):
    class Meta:
        help_texts = {
            "role": "An owner does everything; a manager all but the team; a client looks; a rep sees leads.",
        }

    def clean_role(self) -> str:
        role = str(self.cleaned_data["role"])
        if role != Role.OWNER and is_last_owner(self.instance):
            raise forms.ValidationError("Somebody has to be the owner: make another one first.")
        return role


class TeamAdmin(TenantAdmin):
    section, title, icon = "People", "Team", "group"
    blurb = "Who works with you here, and what they may do."

    when_empty = "Nobody but you: send an invitation."
    form = TeamForm
    may_add = False
    may_delete = True
    fields = ("person", "role", "created_at")
    readonly_fields = ("person", "created_at")
    list_display = ("person", "email", "role", "created_at")
    list_filter = ("role",)
    ordering = ("created_at", "id")

    def is_open(self, request: HttpRequest) -> bool:
        return office.of(request).owns

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("user")

    @admin.display(description="Person", ordering="user__email")
    def person(self, membership: Membership) -> str:
        return str(membership.user)

    @admin.display(description="E-mail")
    def email(self, membership: Membership) -> str:
        return membership.user.email

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not is_last_owner(obj))


def is_last_owner(membership: Any) -> bool:
    """Whether the tenant would be left without an owner. Locks the owners: two may resign at once."""
    owners = Membership.objects.for_tenant(membership.tenant_id).filter(role=Role.OWNER)
    return [owner.pk for owner in owners.select_for_update().order_by("pk")] == [membership.pk]
