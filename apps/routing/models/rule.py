"""A tenant's rules: the draft that a manager works at, and the versions that were published and never change."""

import secrets

from django.db import models
from django.db.models.functions import Now

from apps.routing.rules import Rule, RuleSet
from apps.tenants.models import TenantOwned, TenantQuerySet


def new_key() -> str:
    """What a rule is known by through all versions."""
    return secrets.token_hex(6)


class DraftRule(TenantOwned):
    """One rule as it would be published; the order is that of `position`."""

    key = models.CharField(max_length=36, default=new_key, editable=False)
    name = models.CharField(max_length=80, help_text="In a few words, e.g. Big bills in Texas.")
    position = models.IntegerField(default=0, editable=False)
    is_enabled = models.BooleanField(default=True, help_text="Off: passed over, but kept.")
    condition = models.JSONField(default=dict)
    actions = models.JSONField(default=dict)
    updated_at = models.DateTimeField(db_default=Now())

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "routing rule"
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="draft_rule_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def typed(self) -> Rule:
        """The rule. Raises pydantic's `ValidationError` for what no form has let through."""
        told = {"key": self.key, "name": self.name, "is_enabled": self.is_enabled}
        when = {"when": self.condition} if self.condition else {}
        return Rule.model_validate({**told, **when, "then": self.actions})

    @classmethod
    def from_rule(cls, rule: Rule, *, tenant_id: int, position: int) -> "DraftRule":
        """A row of a rule, not yet saved."""
        kept = rule.model_dump(mode="json")
        return cls(
            tenant_id=tenant_id,
            key=rule.key,
            name=rule.name,
            position=position,
            is_enabled=rule.is_enabled,
            condition=kept["when"],
            actions=kept["then"],
        )


class Version(TenantOwned):
    """What was published at an instant; the latest is in force. Never changed: see the migration."""

    number = models.PositiveIntegerField()
    rules = models.JSONField()
    author = models.CharField(max_length=200)
    note = models.CharField(max_length=200, blank=True, help_text="Why, e.g. Hail season in Colorado.")
    published_at = models.DateTimeField()
    restored_from = models.PositiveIntegerField(null=True, blank=True)

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "published version"
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"Version {self.number}"

    @property
    def typed(self) -> RuleSet:
        """The rules. Raises pydantic's `ValidationError` for those of a newer program."""
        return RuleSet.model_validate(self.rules)
