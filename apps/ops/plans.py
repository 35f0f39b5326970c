"""Plans, which tenant is on which and was before, and what each has used."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest

from apps.core import clock
from apps.outreach import allotting
from apps.tenants.models import LIMITS, Plan, Subscription

from .admins import ReadOnlyAdmin

_SOLD = ("name", "overage", *LIMITS)


class PlansAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Sold as it stands: once somebody is on it only its being offered can be changed."""

    fields = ("name", "is_offered", "overage", *LIMITS, "created_at")
    list_display = ("name", "offered", "overage", *LIMITS)
    search_fields = ("name",)
    ordering = ("name", "id")

    @admin.display(description="Offered")
    def offered(self, plan: Plan) -> str:
        return "yes" if plan.is_offered else "no"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        is_sold = obj is not None and Subscription.objects.filter(plan=obj).exists()
        return (*(_SOLD if is_sold else ()), "created_at")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SubscriptionForm(forms.ModelForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = Plan.objects.filter(is_offered=True)  # type: ignore[attr-defined]
        for name in LIMITS:
            self.fields[name].help_text = "Empty: as the plan says. 0: no limit."
        self.fields["overage"].help_text = "Empty: as the plan says."


class SubscriptionsAdmin(ReadOnlyAdmin):
    """A change is a new one, with its reason; those before it are the history. The tenant's audit log has it, too."""

    list_display = ("began_at", "tenant", "plan", "own", "reason", "set_by")
    list_filter = ("plan", "tenant")
    list_select_related = ("tenant", "plan")
    ordering = ("-id",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("set_by", "began_at") if obj else ()

    @admin.display(description="Of its own")
    def own(self, subscription: Subscription) -> str:
        told = [subscription.get_overage_display()] if subscription.overage else []
        limits = {name: getattr(subscription, name) for name in LIMITS}
        told += [f"{name.replace('_', ' ')}: {most or 'no limit'}" for name, most in limits.items() if most is not None]
        return "; ".join(told) or "nothing"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change=change, **kwargs | ({} if obj else {"form": SubscriptionForm}))

    def save_model(self, request: HttpRequest, obj: Subscription, form: Any, change: bool) -> None:
        """What it lets go, goes at once."""
        now = clock.now()
        obj.set_by, obj.began_at = str(request.user)[:200], now
        super().save_model(request, obj, form, change)
        allotting.look(now=now)
        messages.success(request, f"{obj.tenant} is on {obj.plan} from now on. What was held and has room now goes.")


class UsageAdmin(ReadOnlyAdmin):
    list_display = ("day", "tenant", "leads", "calls", "agent_minutes", "counted_at")
    ordering = ("-day", "tenant_id")


class NoticesAdmin(ReadOnlyAdmin):
    list_display = ("told_at", "tenant", "month", "measure", "percent", "most")
    ordering = ("-told_at", "-id")
