"""Scripts and their versions: a draft may change, what was published never does."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.tenants.models import TenantOwned, TenantQuerySet

from .document import Script as Document


class Script(TenantOwned):
    """What rules call it by; the tenant's first one is the usual."""

    name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="script_of_tenant"),
            models.UniqueConstraint(fields=["tenant", "name"], name="script_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ScriptVersion(TenantOwned):
    """`share`: of a hundred conversations by this script, so many follow this version. Number 0 is the draft."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"

    script = models.ForeignKey(
        Script, on_delete=models.CASCADE, related_name="versions", db_constraint=False, db_index=False
    )
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    share = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)
    author = models.CharField(max_length=200, blank=True, db_default="")
    note = models.CharField(max_length=200, blank=True, db_default="")
    restored_from = models.PositiveIntegerField(null=True)

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="script_version_of_tenant"),
            models.UniqueConstraint(fields=["tenant", "script", "number"], name="script_version_once"),
            models.CheckConstraint(condition=Q(share__lte=100), name="share_is_of_a_hundred"),
            models.CheckConstraint(condition=Q(share=0) | Q(state="published"), name="only_the_published_speak"),
        ]

    def __str__(self) -> str:
        return f"{self.script} v{self.number}"

    @property
    def typed(self) -> Document:
        """Raises `pydantic.ValidationError` for what an older LeadHub wrote and this one can't read."""
        return Document.model_validate(self.body)
