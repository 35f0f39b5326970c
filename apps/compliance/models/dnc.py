"""Numbers that must not be called or texted: a tenant's own list, the operators', and imported registries."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Now

from apps.compliance.closed import Closed
from apps.tenants.models import Tenant, TenantOwned, TenantQuerySet


class DncEntry(TenantOwned):
    class Origin(models.TextChoices):
        ADDED = "added", "Added by hand"
        IMPORTED = "imported", "Imported from a list"
        OPTED_OUT = "opted_out", "The person opted out"

    phone = models.CharField(max_length=16, help_text="In international form, e.g. +12145550123.")
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.ADDED)
    closes = models.CharField(
        max_length=4,
        choices=[(each.value, each.says.capitalize()) for each in Closed],
        default=Closed.ALL.value,
        db_default=Closed.ALL.value,
        help_text="What must not be done. One alone only if the person asked for the other.",
    )
    reason = models.CharField(max_length=200, blank=True, help_text="Why, for whoever asks in a year.")
    source = models.CharField(
        max_length=200, blank=True, db_default="", help_text="Where it comes from, e.g. the name of the imported file."
    )
    added_by = models.CharField(max_length=200, blank=True, editable=False)
    # Origin, closes and reason of what the tenant had closed before the person closed it, too: START goes back to it.
    stood = models.JSONField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())
    # Entries are never deleted in silence: a person who opts in again lifts theirs.
    lifted_at = models.DateTimeField(null=True, editable=False)

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "do-not-call entry"
        verbose_name_plural = "do-not-call list"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "phone"], name="dnc_phone_once"),
            # The gate's statements know these three: a fourth would close nothing.
            models.CheckConstraint(
                condition=models.Q(closes__in=[each.value for each in Closed]), name="dnc_closes_known"
            ),
        ]

    def __str__(self) -> str:
        return self.phone


class PlatformDncEntry(models.Model):
    """A number that no tenant may reach; the operators keep it."""

    phone = models.CharField(max_length=16, unique=True, help_text="In international form, e.g. +12145550123.")
    reason = models.CharField(max_length=200, help_text="Why, for whoever asks in a year, e.g. court order 12-345.")
    added_by = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    lifted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "platform do-not-call entry"
        verbose_name_plural = "platform do-not-call list"

    def __str__(self) -> str:
        return self.phone


class DncList(models.Model):
    """A registry as it was imported: federal or of a state, a tenant's under its own licence or everybody's."""

    # Nobody's in particular: the operators imported it for all tenants.
    tenant = models.ForeignKey(
        Tenant, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(max_length=80, help_text="As reports shall call it, e.g. National registry, 214 and 972.")
    jurisdiction = models.CharField(max_length=8, help_text="US for the national registry, US-TX for a state's.")
    effective_on = models.DateField(help_text="The day of the registry that the file shows, as the download page says.")
    max_age_days = models.PositiveSmallIntegerField(
        default=31, help_text="How old it may be at the call; the national registry's rule is 31 days."
    )
    imported_at = models.DateTimeField(null=True, editable=False)
    imported_by = models.CharField(max_length=200, blank=True, editable=False)
    size = models.PositiveIntegerField("numbers", default=0, editable=False)
    # Which of its numbers count; the next version is written beside them and takes over in one commit.
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "registry"
        verbose_name_plural = "registries"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="dnc_list_once", nulls_distinct=False),
            models.CheckConstraint(condition=models.Q(max_age_days__gte=1), name="dnc_list_ages"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_stale(self, now: datetime) -> bool:
        """Too old to be relied on: calls that depend on it must wait for a new file."""
        return not self.imported_at or self.effective_on + timedelta(days=self.max_age_days) < now.date()

    def take_over(self, version: int, *, size: int, at: datetime) -> None:
        """From this commit on, the numbers of that version are the list's."""
        self.version, self.size, self.imported_at = version, size, at
        self.save(update_fields=["version", "size", "imported_at", "imported_by", "effective_on"])


class DncNumber(models.Model):
    """One number of a registry, as digits; written and read in bulk by `registry.py` and `listed.py` alone."""

    pk = models.CompositePrimaryKey("list_id", "version", "phone")
    # No foreign keys: a million checks for a row that only this list's import writes.
    list_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    tenant_id = models.BigIntegerField(null=True)
    phone = models.BigIntegerField()

    def __str__(self) -> str:
        return f"+{self.phone}"


class DncImport(TenantOwned):
    """A file of numbers on its way to the tenant's own list: read piece by piece, shown, and then applied or not."""

    class State(models.TextChoices):
        READING = "reading", "Being read"
        READ = "read", "Ready to be looked at"
        APPLYING = "applying", "Being added"
        DONE = "done", "Added"
        DROPPED = "dropped", "Not added"

    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    offset = models.PositiveIntegerField(default=0)
    delimiter = models.CharField(max_length=1)
    has_header = models.BooleanField()
    phone_column = models.PositiveSmallIntegerField()
    reason_column = models.SmallIntegerField(default=-1)
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    lines = models.PositiveIntegerField(default=0)
    applied_lines = models.PositiveIntegerField(default=0)
    started_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now())

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "import of numbers"
        indexes = [models.Index(fields=["tenant", "-id"], name="dnc_import_latest")]

    def __str__(self) -> str:
        return self.file_name


class DncImportRow(TenantOwned):
    """What one line of such a file says, and what becomes of it; kept, so that each line can be accounted for."""

    class Verdict(models.TextChoices):
        NEW = "new", "New"
        AGAIN = "again", "Was lifted, will be in force again"
        WIDER = "wider", "On the list for calls or texts alone, will be for both"
        LISTED = "listed", "On the list already"
        REPEATED = "repeated", "Stands twice in the file"
        INVALID = "invalid", "No number"

    pk = models.CompositePrimaryKey("tenant_id", "batch_id", "line")
    batch_id = models.BigIntegerField()
    line = models.PositiveIntegerField()
    given = models.CharField(max_length=100)
    phone = models.CharField(max_length=16)
    reason = models.CharField(max_length=200)
    verdict = models.CharField(max_length=8, choices=Verdict)
    why = models.CharField(max_length=100)

    objects = TenantQuerySet.as_manager()

    def __str__(self) -> str:
        return f"line {self.line}"
