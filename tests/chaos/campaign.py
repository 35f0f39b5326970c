"""A fault campaign: leads at a steady pace, processes killed at random, the sandbox's journal as the judge."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import requests

from apps.sandbox.rig import Rig

VICTIMS = ("worker-urgent", "worker-urgent", "worker-default", "sweeper", "web")


@dataclass
class Campaign:
    """`acknowledged` maps the numbers of leads that got their 200 to the lead's id."""

    rig: Rig
    hook: str
    leads_a_second: float
    kills: int
    seed: int
    acknowledged: dict[str, str] = field(default_factory=dict)
    killed: Counter[str] = field(default_factory=Counter)
    refused: int = 0

    def run(self) -> None:
        """Send leads while processes die; ends when all kills are done and the last lead is sent."""
        over = threading.Event()
        sender = threading.Thread(target=self._send, args=[over])
        sender.start()
        chance = random.Random(self.seed)
        try:
            for _ in range(self.kills):
                # A killed process takes one to two seconds of a core to come back.
                time.sleep(chance.uniform(0.5, 2.0))
                self._kill(chance.choice(VICTIMS))
        finally:
            over.set()
            sender.join()

    def _send(self, over: threading.Event) -> None:
        began = time.monotonic()
        for nth in count():
            if over.is_set():
                return
            time.sleep(max(0.0, began + nth / self.leads_a_second - time.monotonic()))
            threading.Thread(target=self._post, args=[phone(nth)]).start()

    def _post(self, number: str) -> None:
        lead = {"firstName": "Dana", "phone": number, "email": f"{number[1:]}@example.com"}
        try:
            answer = requests.post(self.hook, json=lead, timeout=15)
        except requests.RequestException:
            self.refused += 1
            return
        if answer.status_code == 200:
            self.acknowledged[number] = answer.json()["lead"]
        else:
            self.refused += 1

    def _kill(self, name: str) -> None:
        self.rig.kill(name)
        self.rig.start_only(name)
        self.killed[name] += 1


def phone(nth: int) -> str:
    """A number of its own for each lead."""
    return f"+1214{3_000_000 + nth}"


def settled(is_so: Callable[[], bool], *, seconds: float) -> bool:
    """Wait for it, and say whether it came."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.2)
    return False
