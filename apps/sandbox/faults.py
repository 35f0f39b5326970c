"""Faults a test may order: which requests they hit and for how long."""

from __future__ import annotations

from random import Random
from time import monotonic
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

type Mode = Literal[
    "none",
    "timeout",
    "accept_then_drop",
    "accept_then_status",
    "garbage",
    "reset",
    "duplicate_callbacks",
    "shuffle_callbacks",
]


class Fault(BaseModel):
    """One order of trouble, as posted to `/faults`."""

    model_config = ConfigDict(extra="forbid")

    vendor: str = "*"
    mode: Mode = "none"
    status: int | None = Field(None, ge=400, le=599)
    latency_ms: int = Field(0, ge=0)
    error_rate: float = Field(1.0, ge=0, le=1)
    seconds: float | None = Field(None, gt=0)
    path: str = ""
    listing_lag_ms: int | None = Field(None, ge=0)
    # How often it strikes before it is over.
    times: int | None = Field(None, gt=0)
    _since: float = PrivateAttr(default_factory=monotonic)
    _struck: int = PrivateAttr(0)

    def is_over(self) -> bool:
        if self.times is not None and self._struck >= self.times:
            return True
        return self.seconds is not None and monotonic() > self._since + self.seconds

    def strike(self) -> None:
        self._struck += 1

    def concerns(self, vendor: str, path: str) -> bool:
        return self.vendor in ("*", vendor) and self.path in path

    @property
    def spoils(self) -> bool:
        """Whether it changes the answer to a request, rather than its speed or its callbacks."""
        if self.mode.endswith("_callbacks"):
            return False
        return self.mode != "none" or self.status is not None


class Faults:
    """The faults in force, newest first."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._faults: list[Fault] = []

    def listed(self) -> list[Fault]:
        self._faults = [fault for fault in self._faults if not fault.is_over()]
        return self._faults

    def add(self, fault: Fault) -> None:
        self._faults.insert(0, fault)

    def clear(self) -> None:
        self._faults.clear()

    def striking(self, vendor: str, path: str) -> list[Fault]:
        """The faults that hit this one request."""
        concerned = [fault for fault in self.listed() if fault.concerns(vendor, path)]
        struck = [fault for fault in concerned if self._chance.random() < fault.error_rate]
        for fault in struck:
            fault.strike()
        return struck

    def callback_mode(self, vendor: str, url: str) -> str:
        """`duplicate_callbacks`, `shuffle_callbacks` or `none` for one outgoing callback."""
        modes = (fault.mode for fault in self.striking(vendor, url) if fault.mode.endswith("_callbacks"))
        return next(modes, "none")

    def listing_lag_seconds(self, vendor: str, *, usual: float) -> float:
        """How long a new record stays out of the vendor's lists."""
        lags = (fault.listing_lag_ms for fault in self.listed() if fault.concerns(vendor, ""))
        return next((lag / 1000 for lag in lags if lag is not None), usual)
