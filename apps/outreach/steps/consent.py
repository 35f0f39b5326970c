"""Have a lead's consent certificate kept by whoever issued it, before it is gone."""

from apps.compliance.models import ConsentProof
from apps.core.clock import Clock
from apps.integrations.consent.base import Claim, Disproved, Evidence
from apps.integrations.errors import Rejected
from apps.outreach import kit
from apps.outreach.ledger import consent_claimed
from apps.outreach.models import Step
from apps.outreach.outcomes import Outcome, Recorded, Skipped
from apps.tenants import access

from .base import Handler as BaseHandler


class Handler(BaseHandler):
    """Retained twice it stays retained; an audit once more uses up a look-up, no more."""

    repeatable = True

    def run(self, step: Step, *, clock: Clock) -> Outcome:
        connection = kit.of(step.tenant_id, now=clock()).connection(step.connection_id)
        if connection is None:
            return Skipped("the keeper's connection is switched off", code="switched_off")
        keeper = connection.consent()
        evidence = _evidence(step)
        try:
            claim = keeper.claim(evidence)
        except Rejected as error:
            # No repetition and no person can mend a certificate: that it failed is the result.
            claim = Claim(is_kept=False, reason=error.reason, disproves=isinstance(error, Disproved))
        consent_claimed.enter(step, connection, claim, now=clock())
        return Recorded(Step.State.DONE)


def _evidence(step: Step) -> Evidence:
    with access.as_tenant(step.tenant_id):
        proofs = ConsentProof.objects.for_tenant(step.tenant_id).select_related("lead__source")
        proof = proofs.get(pk=step.params["proof"])
    return Evidence(
        lead_id=str(proof.lead_id),
        email=proof.email,
        phone=proof.phone,
        certificate=proof.certificate,
        token=proof.token,
        source=proof.lead.source.slug,
    )
