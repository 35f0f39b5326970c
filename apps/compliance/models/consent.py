"""The vault: what a person agreed to, as it was when they did, and what the keepers of certificates say of it."""

from datetime import date, datetime

from django.db import models
from uuid_utils.compat import uuid7

from apps.compliance.rules.rows import Consent
from apps.leads.models import Lead
from apps.tenants.models import TenantOwned, TenantQuerySet, tenant_of_parent

_LEVELS = {
    Consent.INQUIRY: "Inquiry: they left this number",
    Consent.EXPRESS: "Express: they agreed to be contacted",
    Consent.WRITTEN: "Written: they ticked or signed these words",
}


class ProofQuerySet(TenantQuerySet["ConsentProof"]):
    """What leads have agreed to."""

    def given_on(self, lead: Lead) -> date:
        """The day on which we got the lead's number: of the latest proof for it, else the day when the lead came."""
        proofs = self.for_tenant(lead.tenant_id).filter(lead=lead, phone=lead.phone)
        at: datetime | None = proofs.order_by("-received_at").values_list("received_at", flat=True).first()
        return (at or lead.received_at).date()

    def level_of(self, lead: Lead) -> Consent:
        """The firmest consent that is stored for the lead's number and not disproved, as the gate finds it."""
        disproved = ConsentClaim.objects.filter(tenant_id=lead.tenant_id, proof=models.OuterRef("pk"), disproves=True)
        proofs = self.for_tenant(lead.tenant_id).filter(~models.Exists(disproved), lead=lead, phone=lead.phone)
        level: int | None = proofs.aggregate(firmest=models.Max("level"))["firmest"]
        # A lead has inquired, or it would be none.
        return Consent(level or Consent.INQUIRY)


class ConsentProof(TenantOwned):
    """What one submission proves of a lead's consent, for the number that it gave; the database refuses to change it.

    It goes with its lead when that is erased, and only then.
    """

    tenant = tenant_of_parent()
    # The delivery's own id: each submission proves once.
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Deleting is the database's, by (tenant, lead) -> lead: Django would ask for what the trigger refuses.
    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.DO_NOTHING, related_name="proofs", db_constraint=False, db_index=False
    )
    phone = models.CharField(max_length=16, blank=True)
    email = models.CharField(max_length=254, blank=True)
    level = models.PositiveSmallIntegerField(choices=[(each.value, says) for each, says in _LEVELS.items()])
    text = models.TextField(blank=True)
    # The words speak of automatic or artificial calls: without that no machine may speak (47 CFR 64.1200(f)(9)).
    names_automation = models.BooleanField(default=False)
    fields = models.JSONField(default=dict)
    certificate = models.CharField(max_length=80, blank=True)
    token = models.CharField(max_length=36, blank=True)
    page_url = models.TextField(blank=True)
    ip = models.CharField(max_length=100, blank=True)
    user_agent = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()

    objects = ProofQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "id"], name="consent_of_tenant"),
        ]
        indexes = [models.Index(fields=["tenant", "lead"], name="consent_of_lead")]

    def __str__(self) -> str:
        return Consent(self.level).name.lower()


class ConsentClaim(TenantOwned):
    """What a keeper of certificates answered about a proof, beside it; written once, too."""

    tenant = tenant_of_parent()
    proof = models.ForeignKey(
        ConsentProof, on_delete=models.DO_NOTHING, related_name="claims", db_constraint=False, db_index=False
    )
    vendor = models.CharField(max_length=40)
    is_kept = models.BooleanField()
    # It is of somebody else, or worth nothing: the gate does not count the proof.
    disproves = models.BooleanField(default=False, db_default=False)
    reason = models.CharField(max_length=300, blank=True)
    reference = models.TextField(blank=True)
    expires_at = models.DateTimeField(null=True)
    answer = models.JSONField(default=dict)
    # Of the answer's bytes, so that a copy can be compared.
    digest = models.CharField(max_length=64, blank=True)
    claimed_at = models.DateTimeField()

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "proof", "vendor"], name="consent_claimed_once")]

    def __str__(self) -> str:
        return f"{self.vendor}: {'kept' if self.is_kept else 'not kept'}"
