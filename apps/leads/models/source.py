"""A webhook URL that one kind of sender feeds, and the secrets that sender may sign with."""

import secrets
from base64 import b64encode
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.core.fields import DigestOf, EncryptedText, digest
from apps.tenants.models import TenantOwned, TenantQuerySet

OVERLAP = timedelta(hours=24)


def new_token() -> str:
    """192 random bits, safe in a path."""
    return secrets.token_urlsafe(24)


class Sources(TenantQuerySet["Source"]):
    def counted(self) -> "Sources":
        """Those that a plan counts: they take leads. A list of leads does not."""
        return self.filter(is_active=True)

    def by_token(self, token: str, *, now: datetime) -> "Source":
        """The source whose URL carries this token, the former one too while it overlaps. Raises `DoesNotExist`."""
        wanted = digest(token)
        former = Q(former_digest=wanted, former_until__gt=now)
        return self.select_related("tenant").get(Q(token_digest=wanted) | former, is_active=True)


class Source(TenantOwned):
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120, help_text="As your team calls it, e.g. Website quote form.")
    kind = models.CharField(max_length=40, default="webhook", help_text="The kind of sender.")
    settings = models.JSONField(default=dict, blank=True)
    token = EncryptedText(default=new_token, editable=False)
    token_digest = DigestOf("token")
    former_digest = models.BinaryField(null=True, unique=True, editable=False)
    former_until = models.DateTimeField(null=True, editable=False)
    allowed_origins = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text="Web pages whose scripts may post here, e.g. https://www.acme.example; empty for forms and servers.",
    )
    thank_you_url = models.URLField(blank=True, help_text="Where a browser goes after it sent a plain HTML form.")
    duplicate_window = models.DurationField(
        default=timedelta(hours=24),
        help_text="A lead with the same phone or e-mail within this time is the same lead.",
    )
    # That its form asks, in so many words, for a call right away; the gate knows what the law makes of it.
    asked_now = models.BooleanField("the lead asked to be called now", default=False, db_default=False)
    # What its form says beside the button; who sends the form agrees to it, and it is kept with each lead.
    consent_text = models.TextField(
        "consent beside the form's button",
        max_length=2000,
        default="",
        db_default="",
        blank=True,
        help_text="Word for word as the form shows it. An AI voice calls only who agreed to such calls in writing.",
    )
    is_active = models.BooleanField(default=True)
    # Its leads are kept, and not called until a person has looked.
    paused_at = models.DateTimeField(null=True, editable=False)
    paused_reason = models.CharField(max_length=200, default="", db_default="", blank=True, editable=False)
    resumed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())

    objects = Sources.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "slug"], name="source_slug_once"),
            models.UniqueConstraint(fields=["tenant", "id"], name="source_of_tenant"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def pause(cls, tenant_id: int, source_id: int, *, reason: str, at: datetime) -> "Source | None":
        """Stop calling its leads; gives the source if it was not paused yet."""
        mine = cls.objects.for_tenant(tenant_id).filter(pk=source_id, paused_at=None)
        return cls.objects.get(pk=source_id) if mine.update(paused_at=at, paused_reason=reason[:200]) else None

    def resume(self, *, at: datetime) -> None:
        """Call its leads again; what came before does not count against it any more."""
        self.paused_at, self.paused_reason, self.resumed_at = None, "", at
        self.save(update_fields=["paused_at", "paused_reason", "resumed_at"])

    def rotate_token(self, *, now: datetime) -> None:
        """Give the source a new URL; the old one works for another day."""
        self.former_digest, self.former_until = self.token_digest, now + OVERLAP
        self.token = new_token()
        self.save(update_fields=["token", "token_digest", "former_digest", "former_until"])

    def issue_secret(self, *, now: datetime) -> str:
        """Make a signing secret; the ones before it work for another day."""
        # Standard Webhooks wants plain base64: url-safe letters make strict libraries sign with another key.
        text = f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"
        self.keep_secret(text, now=now)
        return text

    def keep_secret(self, text: str, *, now: datetime) -> None:
        """Take the secret that a sender made; the ones before it work for another day."""
        self.secrets.filter(expires_at=None).update(expires_at=now + OVERLAP)
        SourceSecret.objects.create(tenant_id=self.tenant_id, source=self, text=text)


class SourceSecret(TenantOwned):
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="secrets")
    text = EncryptedText()
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)

    objects = TenantQuerySet.as_manager()

    def __str__(self) -> str:
        return f"secret of {self.source}"
