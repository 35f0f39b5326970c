"""A flood of costly numbers through a form's own token, honest leads beside it, and what the outside world saw."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import requests

from apps.sandbox.rig import wait_until
from tests.journeys.conftest import Scene

CLIENTS = 16
CALLED, TEXTED = "call.placed", "sms.sent"
# No demo, which has no walls, and no newcomer, whose account is walled as a whole.
_SETTLE_IN = (
    "UPDATE tenants_tenant SET is_demo = false, created_at = now() - interval '30 days' WHERE id = %s RETURNING id"
)
_CAP = """
INSERT INTO calls_walls (tenant_id, countries, numbers_per_prefix, numbers_per_source, numbers_when_new, call_micros,
                         hour_micros, day_micros)
VALUES (%s, '{}', 3, 300, 60, 2000000, 0, %s) RETURNING id
"""
_SPENT = """
SELECT COALESCE(sum(COALESCE(settled_micros, estimate_micros)), 0)::bigint FROM calls_dial
WHERE tenant_id = %s AND state IN ('reserved', 'settled')
"""
_OPEN = """
SELECT count(*) FROM outreach_step
WHERE tenant_id = %s AND kind IN ('call', 'sms', 'alert') AND state IN ('ready', 'leased', 'unknown', 'waiting')
  AND key NOT LIKE 'cadence:%%' AND due_at < now() + interval '2 minutes'
"""


def costly(some: int) -> list[str]:
    """Sequential numbers of a few blocks, premium and foreign ones; all of them real in form."""
    tenth = some // 10
    premium = [f"+1900{5_252_000 + nth}" for nth in range(tenth)]
    chinese = [f"+8613800{100_000 + nth}" for nth in range(tenth)]
    british = [f"+4420794{60_000 + nth}" for nth in range(tenth)]
    canadian = [f"+1416{7_482_000 + nth}" for nth in range(tenth)]
    sequential = [f"+1214{700 + nth // 50}{2_000 + nth % 50}" for nth in range(some - 4 * tenth)]
    return premium + chinese + british + canadian + sequential


def scattered(some: int, area: int = 310) -> list[str]:
    """People from all over a city: no two numbers begin alike."""
    return [f"+1{area}{201 + nth}{4_000 + 131 * nth % 5_000}" for nth in range(some)]


@dataclass
class Flood:
    """`most_spent` is the ledger's highest sum, in micro-units; `refused` counts answers that were no 200."""

    scene: Scene
    costly: list[str]
    honest: list[str]
    refused: Counter[int] = field(default_factory=Counter)
    most_spent: int = 0
    began_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def settle_in(self, *, cap_micros: int) -> None:
        """Make the tenant a real one, a month old, with the walls as they stand by default and a day's cap."""
        self.scene.rows(_SETTLE_IN, self.scene.tenant)
        self.scene.rows(_CAP, self.scene.tenant, cap_micros)

    def post(self) -> None:
        """Post all, mixed, from a few clients at once: each waits for its answer, and comes again after a 429."""
        honest_hook = self.scene.open_source("Honest form")
        sent = [(self.scene.hook, phone) for phone in self.costly] + [(honest_hook, phone) for phone in self.honest]
        random.Random(5).shuffle(sent)
        with ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(self._post, sent))

    def _post(self, lead: tuple[str, str]) -> None:
        hook, phone = lead
        person = {"firstName": "Dana", "phone": phone, "email": f"n{phone[1:]}@example.com"}
        for _ in range(20):
            answer = requests.post(hook, json=person, timeout=30)
            if answer.status_code == 200:
                return
            self.refused[answer.status_code] += 1
            time.sleep(float(answer.headers.get("Retry-After", "1")))
        raise AssertionError(f"{answer.status_code} twenty times")

    @contextmanager
    def watched(self) -> Iterator[None]:
        """It begins now; look at the ledger all the while."""
        self.began_at = datetime.now(UTC)
        over = threading.Event()
        watcher = threading.Thread(target=self._watch, args=[over])
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

    def settle(self, *, seconds: float) -> None:
        """Wait until nobody is to be called, texted or alerted within two minutes."""
        wait_until(lambda: self.scene.rows(_OPEN, self.scene.tenant) == [(0,)], seconds=seconds, every=1)

    def reached(self, kind: str, phones: list[str]) -> Counter[str]:
        """How often the carrier saw each of these numbers."""
        wanted = set(phones)
        return Counter(to for entry in self.scene.rig.journal(kind) if (to := entry["facts"]["to"]) in wanted)

    def waited(self, kind: str, phones: list[str]) -> list[float]:
        """Seconds from each lead's reception, or the watch's beginning, to the carrier; the longest last."""
        sql = "SELECT phone, received_at FROM leads_lead WHERE tenant_id = %s AND phone <> ''"
        received = dict(self.scene.rows(sql, self.scene.tenant))
        entries = [each for each in self.scene.rig.journal(kind) if each["facts"]["to"] in set(phones)]
        return sorted(
            (_at(each) - max(self.began_at, received[each["facts"]["to"]])).total_seconds() for each in entries
        )

    def paused_after(self) -> tuple[float, float]:
        """Seconds from the flood's beginning to the pause of its source, and to the alert at Slack."""
        sql = "SELECT name, paused_at FROM leads_source WHERE tenant_id = %s AND paused_at IS NOT NULL"
        ((name, paused_at),) = self.scene.rows(sql, self.scene.tenant)
        [alert] = [each for each in self.scene.rig.journal("alert.sent") if "is paused" in each["facts"]["text"]]
        assert f"The source {name} is paused" in alert["facts"]["text"]
        return (paused_at - self.began_at).total_seconds(), (_at(alert) - self.began_at).total_seconds()

    def _watch(self, over: threading.Event) -> None:
        while not over.wait(0.2):
            ((spent,),) = self.scene.rows(_SPENT, self.scene.tenant)
            self.most_spent = max(self.most_spent, spent)


def prefixes(reached: Counter[str]) -> Counter[str]:
    """How many numbers of each prefix."""
    return Counter(phone[:-4] for phone in reached)


def _at(entry: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(entry["at"])
