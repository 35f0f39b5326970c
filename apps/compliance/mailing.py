"""What an e-mail to a lead needs: CAN-SPAM's demands (15 USC 7704), and nobody who asked for silence.

The law knows no hours for e-mail, so a refusal is for good: no later instant would lift it.
"""

from collections.abc import Iterator

from .facts import Facts, Listed, Suppressed
from .verdict import Channel, Reason

_SUPPRESSED = {
    Suppressed.UNSUBSCRIBED: Reason("unsubscribed", "the person unsubscribed from your e-mails"),
    Suppressed.BOUNCED: Reason("bounced", "an earlier e-mail came back, there is no such address"),
    Suppressed.ADDED: Reason("suppressed", "the address is on your list of those that are not written to"),
}


def broken(facts: Facts) -> Iterator[Reason]:
    """Everything that speaks against this e-mail."""
    if not facts.email:
        yield Reason("no_email", "the lead has left no e-mail address")
    if facts.suppressed:
        yield _SUPPRESSED[facts.suppressed]
    yield from _left_alone(facts)
    if not facts.has_postal_address:  # 15 USC 7704(a)(5)(A)(iii)
        yield Reason("no_postal_address", "your playbook names no postal address, which each e-mail must carry")


def _left_alone(facts: Facts) -> Iterator[Reason]:
    """Who opted out of everything, or was put on a list by a person; registries are about telephones alone."""
    is_closed = facts.listed and facts.closes.covers(Channel.EMAIL)
    if is_closed and facts.listed == Listed.OPTED_OUT:
        yield Reason("opted_out", "the person asked not to be contacted")
    elif is_closed:
        yield Reason("dnc", "the lead's number is on your do-not-call list")
    if facts.listed_by_platform:
        yield Reason("dnc_platform", "the lead's number is barred for everybody here")
