"""What a tenant wants done with a fresh lead: whom to ring, what to say, what to text."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now

from apps.calls.models import Bridge
from apps.tenants.models import Tenant, TenantOwned, TenantQuerySet

GREETING = "Hi {first_name}, this is {company}. You just asked us to call. One moment, please."
MISSED = "Sorry, everybody is on the phone right now. We will call you back within the hour. Goodbye."
BOOKED_TEXT = (
    "Hi {first_name}, you're booked with {company}: {when}. Add it to your calendar: {link} Reply STOP to opt out."
)
MOVED_TEXT = "Hi {first_name}, your appointment with {company} is now {when}: {link} Reply STOP to opt out."
ANNOUNCEMENT = "This call is recorded."
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

    class Recording(models.TextChoices):
        ANNOUNCED = "announced", "Yes; where a state's law wants it, everybody is told first"
        UNASKED = "unasked", "Only where nobody must be told"
        NEVER = "never", "Never"

    class Bridging(models.TextChoices):
        DIRECT = "direct", "Ring the lead, then one rep: who picks up has them"
        LEAD_FIRST = "lead_first", "Ring the lead, then your reps: who presses 1 has them"
        REP_FIRST = "rep_first", "Ring your reps: when one has pressed 1, ring the lead"

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
    bridging = models.CharField(
        max_length=10,
        choices=Bridging,
        default=Bridging.DIRECT,
        db_default=Bridging.DIRECT,
        verbose_name="how reps come in",
        help_text="By the second and third way a rep hears who it is and accepts with 1. A carrier without "
        "conferences goes by the first.",
    )
    ring_group = models.CharField(
        max_length=8,
        choices=Bridge.Group,
        default=Bridge.Group.IN_TURN,
        db_default=Bridge.Group.IN_TURN,
        verbose_name="whose phones ring",
        help_text="Of the team that your rules name: one rep after another, or everybody who is there.",
    )
    rep_ring_seconds = models.PositiveSmallIntegerField(
        default=20,
        db_default=20,
        validators=[MinValueValidator(5), MaxValueValidator(60)],
        verbose_name="next rep after (seconds)",
        help_text="So long a rep has to press 1, e.g. 20; then the next one is rung.",
    )
    agent_holds = models.BooleanField(
        default=False,
        db_default=False,
        verbose_name="the AI agent talks until a rep has accepted",
        help_text="Where a rule wants a person: your reps are rung beside the conversation, who presses 1 takes it "
        "over. Only for leads whom an AI may call; the others hear your greeting.",
    )
    # Too many answered calls found nobody: see `outreach.abandonment`, which alone writes these.
    rep_calls_paused_at = models.DateTimeField(null=True, editable=False)
    rep_calls_released_at = models.DateTimeField(null=True, editable=False)
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
    agent_recording = models.CharField(
        max_length=10,
        choices=Recording,
        default=Recording.ANNOUNCED,
        db_default=Recording.ANNOUNCED,
        verbose_name="record what the AI agent talks",
        help_text="Where the law wants it the agent asks the lead, and records nothing after a no.",
    )
    rep_recording = models.CharField(
        max_length=10,
        choices=Recording,
        default=Recording.NEVER,
        db_default=Recording.NEVER,
        verbose_name="record what your reps talk",
        help_text="By the carrier, from the moment the rep picks up. The strictest of the lead's, your number's and "
        "the rep's state holds.",
    )
    recording_announcement = models.CharField(
        max_length=200,
        default=ANNOUNCEMENT,
        db_default=ANNOUNCEMENT,
        verbose_name="announcement",
        help_text="Said to the lead before a rep's recording, and whispered to the rep.",
    )
    recording_days = models.PositiveSmallIntegerField(
        default=90,
        db_default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3_650)],
        verbose_name="keep recordings for (days)",
        help_text="Then they are deleted, here and at the carrier's. What was said stays as text.",
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
