"""The screen of invitations to the team: whom, as what, and whether they have come. Owners only."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.core import clock
from apps.manage import office
from apps.manage.forms import TenantForm
from apps.manage.tenant_admin import TenantAdmin
from apps.tenants import allowance, invite
from apps.tenants.allowance import Full
from apps.tenants.models import Invitation, Membership, Tenant


class InvitationForm(TenantForm):
    class Meta:
        help_texts = {
            "role": "An owner does everything; a manager all but the team; a client looks; a rep sees leads.",
        }

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if Membership.objects.for_tenant(self.tenant).filter(user__email=email).exists():
            raise forms.ValidationError("This person belongs to your team already.")
        return email

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            _require_a_seat(self.tenant)
        except Full as error:
            raise forms.ValidationError(str(error)) from error
        return cleaned


def _require_a_seat(tenant: Tenant) -> None:
    """Raises `Full`."""
    allowance.require(tenant, "seats", taken=lambda: allowance.seats_taken(tenant.pk, now=clock.now()))


class InvitationAdmin(TenantAdmin):
    section, title, icon = "People", "Invitations", "mail"
    blurb = "Whom you have asked to join your team. A link works once and for a week; choose some to send them again."

    when_empty = "Invite somebody by their e-mail address."
    form = InvitationForm
    may_change = False
    may_delete = True
    fields = ("email", "role")
    list_display = ("email", "role", "standing", "invited_by", "created_at", "expires_at")
    list_filter = ("role",)
    list_select_related = ("invited_by",)
    ordering = ("-created_at", "id")
    actions = ("send_again",)

    def is_open(self, request: HttpRequest) -> bool:
        return office.of(request).owns

    @admin.display(description="Standing")
    def standing(self, invitation: Invitation) -> str:
        if invitation.accepted_at:
            return "Joined"
        return "Open" if invitation.expires_at > clock.now() else "Too old"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.tenant = office.of(request).tenant
        self._send(request, obj)

    @admin.action(description="Send again, with a new link")
    def send_again(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        """One that had run out takes a seat again."""
        for invitation in chosen.filter(accepted_at=None).select_related("tenant"):
            try:
                if invitation.expires_at <= clock.now():
                    _require_a_seat(invitation.tenant)
            except Full as error:
                messages.error(request, f"Not sent to {invitation.email}: {error}")
            else:
                self._send(request, invitation)

    def _send(self, request: HttpRequest, invitation: Invitation) -> None:
        link = invite.renew(invitation, by=office.who(request), now=clock.now())

        def mail() -> None:
            if invite.mail(invitation, link):
                messages.success(request, f"The invitation is on its way to {invitation.email}.")
            else:
                messages.warning(request, f"No mail could be sent. Pass the link on yourself: {link}")

        transaction.on_commit(mail)
