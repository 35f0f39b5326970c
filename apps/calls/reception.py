"""What people hear who call a tenant, where no agent of ours answers."""

from django.db import models

from apps.routing.models import Schedule
from apps.tenants.models import TenantOwned, TenantQuerySet

GREETING = "Thank you for calling {company}. To get no more calls from us, press 9. One moment, please."
AFTER_HOURS = (
    "Thank you for calling {company}. Nobody is here right now. We will call you back as soon as we open. "
    "To get no more calls from us, press 9."
)
FAREWELL = "Understood. You will not hear from us again. Goodbye."


class Reception(TenantOwned):
    """One a tenant; without a row the defaults stand. The agent keeps no hours, people do."""

    greeting = models.TextField(
        default=GREETING,
        max_length=600,
        help_text="Said before your rep is rung. {first_name} and {company} are filled in.",
    )
    after_hours = models.TextField(default=AFTER_HOURS, max_length=600, help_text="Said outside the hours below.")
    schedule = models.ForeignKey(
        Schedule,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        help_text="When your reps are put through to. Empty: always.",
    )

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "reception"
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_reception_a_tenant")]

    def __str__(self) -> str:
        return "Reception"

    @classmethod
    def of(cls, tenant_id: int) -> "Reception":
        """The tenant's, or the usual one; in the caller's view."""
        found = cls.objects.for_tenant(tenant_id).select_related("schedule").first()
        return found or cls(tenant_id=tenant_id)
