"""What went over the wire, read from the stack's trace: nothing else tells of a 100, nor of what came last."""

import asyncio
import logging
import re
import time
from collections import OrderedDict
from dataclasses import dataclass, field

MOST_DIALOGS = 2_000
MOST_RUNGS = 40
_CALL_ID = re.compile(r"^(?:call-id|i)\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_CSEQ = re.compile(r"^cseq\s*:\s*\d+\s+(\w+)", re.IGNORECASE | re.MULTILINE)
_REPLY = re.compile(r"SIP/2\.0 (\d{3})")


@dataclass(frozen=True)
class Rung:
    """One message, without anything of a person in it."""

    ms: int
    is_ours: bool
    method: str
    sip_status: int | None = None

    def __str__(self) -> str:
        said = f"{self.sip_status} ({self.method})" if self.sip_status else self.method
        return f"{self.ms} {'>' if self.is_ours else '<'} {said}"


@dataclass
class Dialog:
    """The messages of one Call-ID, in their order."""

    began: float = field(default_factory=time.monotonic)
    rungs: list[Rung] = field(default_factory=list)

    def add(self, rung: Rung) -> None:
        if len(self.rungs) < MOST_RUNGS:
            self.rungs.append(rung)

    @property
    def is_taken(self) -> bool:
        """The carrier said 100, or more: it has the call, whatever comes of it."""
        return any(100 <= status < 300 for status in self._said())

    def has_said(self, sip_status: int) -> bool:
        """Whether the trace is as far as that answer to our INVITE."""
        return sip_status in self._said()

    def _said(self) -> list[int]:
        replies = (rung for rung in self.rungs if rung.method == "INVITE" and not rung.is_ours)
        return [rung.sip_status for rung in replies if rung.sip_status]


class Ladder(logging.Handler):
    """Hears the stack's trace, on the stack's own thread; what it keeps is for the loop."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.get_running_loop()
        self._dialogs: OrderedDict[str, Dialog] = OrderedDict()

    def of(self, call_id: str) -> Dialog:
        """What is known of a dialog so far; the trace comes a moment after the events."""
        if call_id not in self._dialogs:
            self._dialogs[call_id] = Dialog()
            if len(self._dialogs) > MOST_DIALOGS:
                self._dialogs.popitem(last=False)
        return self._dialogs[call_id]

    def emit(self, record: logging.LogRecord) -> None:
        at, read = time.monotonic(), message(record.getMessage())
        if read is not None:
            self._loop.call_soon_threadsafe(self._keep, at, *read)

    def _keep(self, at: float, call_id: str, is_ours: bool, method: str, sip_status: int | None) -> None:
        dialog = self.of(call_id)
        dialog.add(Rung(max(0, round(1_000 * (at - dialog.began))), is_ours, method, sip_status))


def message(traced: str) -> tuple[str, bool, str, int | None] | None:
    """Call-ID, whether we sent it, the method, and the status of a reply; None for what is no message."""
    heading, _, rest = traced.partition("\n")
    head = rest.partition("\r\n\r\n")[0]
    call_id, cseq = _CALL_ID.search(head), _CSEQ.search(head)
    if not call_id or not cseq:
        return None
    reply = _REPLY.match(head)
    return call_id[1], heading.startswith("TX"), cseq[1].upper(), int(reply[1]) if reply else None
