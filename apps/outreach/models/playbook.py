"""What a tenant wants done with a fresh lead: whom to ring, what to say, what to text."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Now

from apps.tenants.models import Tenant, TenantOwned, TenantQuerySet

GREETING = "Hi {first_name}, this is {company}. You just asked us to call. One moment, please."
MISSED = "Sorry, everybody is on the phone right now. We will call you back within the hour. Goodbye."
BOOKED_TEXT = (
    "Hi {first_name}, you're booked with {company}: {when}. Add it to your calendar: {link} Reply STOP to opt out."
)
MOVED_TEXT = "Hi {first_name}, your appointment with {company} is now {when}: {link} Reply STOP to opt out."
TEXT = "Hi {first_name}, this is {rep_name} from {company}. We just tried to reach you. Reply STOP to opt out."


class Playbook(TenantOwned):
    class Texting(models.TextChoices):
        ALWAYS = "always", "Always, once the call is on its way"
        UNANSWERED = "unanswered", "Only if the call was not answered"
        NEVER = "never", "Never"

    class WithoutConsent(models.TextChoices):
        BRIDGE = "bridge", "Call as always and put the lead through to your rep"
        TEXT = "text", "Send the first text message instead"
        NOTHING = "nothing", "Do nothing: a person decides"

    calls_leads = models.BooleanField(default=True, verbose_name="call fresh leads")
    agent_answers = models.BooleanField(
        default=False,
        db_default=False,
        verbose_name="the AI agent talks to leads",
        help_text="By your script, where no rule says who answers. Off: the lead is put through to your rep.",
    )
    greeting = models.TextField(
        default=GREETING,
        help_text="Said when the lead answers. {first_name}, {company} and {rep_name} are filled in.",
    )
    rep_name = models.CharField(max_length=80, blank=True, default="the team")
    rep_phone = models.CharField(
        max_length=16,
        blank=True,
        help_text="Rung when the lead has answered, e.g. +12145550100; empty: only speak.",
    )
    missed = models.TextField(default=MISSED, help_text="Said to the lead when the rep does not pick up.")
    ring_seconds = models.PositiveSmallIntegerField(default=25, validators=[MaxValueValidator(60)])
    texting = models.CharField(max_length=10, choices=Texting, default=Texting.ALWAYS)
    text = models.TextField(
        default=TEXT,
        help_text="The first text message. {first_name}, {company} and {rep_name} are filled in.",
    )
    booked_text = models.TextField(
        default=BOOKED_TEXT,
        db_default=BOOKED_TEXT,
        help_text="Confirms an appointment. {when} is its time, {link} the address of its calendar file.",
    )
    moved_text = models.TextField(
        default=MOVED_TEXT,
        db_default=MOVED_TEXT,
        help_text="Confirms another time for it, in the same way.",
    )
    postal_address = models.TextField(
        blank=True,
        default="",
        db_default="",
        max_length=300,
        help_text="Stands below each e-mail to a lead; the law asks for it, and without it none is sent.",
    )
    crm_first_ms = models.PositiveIntegerField(
        default=0,
        validators=[MaxValueValidator(10_000)],
        verbose_name="CRM first, for at most (ms)",
        help_text="Hold the call until the CRM has the lead, but no longer than this. 0: never wait.",
    )
    without_ai_consent = models.CharField(
        max_length=10,
        choices=WithoutConsent,
        default=WithoutConsent.BRIDGE,
        verbose_name="if an AI may not call",
        help_text="An AI voice calls only with a written consent that is stored. What to do for a lead without one.",
    )
    alerts_new_leads = models.BooleanField(default=True, verbose_name="tell the team of each new lead")
    updated_at = models.DateTimeField(db_default=Now())

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_playbook_a_tenant")]

    def __str__(self) -> str:
        return "Playbook"

    @classmethod
    def of(cls, tenant: Tenant | int) -> "Playbook":
        """The tenant's playbook; a tenant that has set nothing has the defaults."""
        tenant_id = tenant if isinstance(tenant, int) else tenant.pk
        return cls.objects.for_tenant(tenant_id).first() or cls(tenant_id=tenant_id)
