"""LeadHub's end of a call by the dialer, whoever is called."""

from __future__ import annotations

from dataclasses import dataclass

from apps.integrations.wire.dialer import Deed, Standing, Trunk
from tests.dialer.office import Office
from tests.dialer.process import Dialer, order
from tests.peers import serving
from tests.peers.agent import Agent


@dataclass
class Call:
    """One call by the dialer to whoever serves the trunk, with an agent on the line."""

    dialer: Dialer
    trunk: Trunk
    office: Office
    number: str
    agent: Agent
    _token: str = ""

    @property
    def port(self) -> int:
        return self.trunk.port

    @property
    def statuses(self) -> list[str]:
        return self.office.statuses(self._token)

    def made(self, *, password: str = serving.PASSWORD, ring_seconds: int = 5) -> Standing:
        """How it ended."""
        self.place(password=password, ring_seconds=ring_seconds)
        return self.ended()

    def place(self, *, password: str = serving.PASSWORD, ring_seconds: int = 5) -> None:
        by = self.trunk.model_copy(update={"password": password})
        asked = order(self.office, by, to=self.number, ring_seconds=ring_seconds)
        self._token = asked.token
        self.office.does(f"/{asked.token}/answer", Deed(do="stream", url=self.agent.url))
        self.dialer.place(asked)

    def ended(self) -> Standing:
        return self.office.last(self._token)
