"""Whose phones a bridge may ring next: by the tenant's rules and turns, else the playbook's number."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from apps.calls.models import Bridge, Ring
from apps.leads.models import Lead
from apps.outreach.kit import Kit
from apps.routing import choose
from apps.routing.chosen import Wanted
from apps.routing.models import Rep

# More phones at once would be a nuisance to those who are too late.
MOST_AT_ONCE = 10


@dataclass(frozen=True)
class Target:
    """Somebody's phone. `rep_id` is routing's; the playbook's number and a script's person have none."""

    phone: str
    name: str
    rep_id: int | None = None

    @classmethod
    def of(cls, rep: Rep) -> "Target":
        return cls(rep.phone, rep.name, rep.pk)


def next_for(bridge: Bridge, lead: Lead, works: Kit, *, passed: Collection[Ring], now: datetime) -> Iterator[Target]:
    """One after the other as they are asked for, or everybody who is there.

    Of `passed`, who were rung for this lead or are on the phone, nobody is asked, and nobody's turn is spent.
    """
    had = {ring.rep_id for ring in passed if ring.rep_id}
    if not (bridge.wanted.get("team") or bridge.wanted.get("rep")):
        yield from _by_number(bridge, works, {ring.phone for ring in passed})
        return
    wanted = Wanted(team=bridge.wanted.get("team"), rep=bridge.wanted.get("rep"))
    if bridge.group == Bridge.Group.AT_ONCE:
        there = choose.everybody(tenant=works.tenant, wanted=wanted, now=now, without=had)
        yield from map(Target.of, there[:MOST_AT_ONCE])
        return
    while (chosen := choose.rep(lead, tenant=works.tenant, wanted=wanted, now=now, without=had)).rep:
        had.add(chosen.rep.pk)
        yield Target.of(chosen.rep)


def _by_number(bridge: Bridge, works: Kit, had: Collection[str]) -> Iterator[Target]:
    """The one phone that the bridge was opened for, or the playbook's."""
    phone = str(bridge.wanted.get("phone") or works.playbook.rep_phone)
    if phone and phone not in had:
        yield Target(phone, str(bridge.wanted.get("name") or works.playbook.rep_name))
