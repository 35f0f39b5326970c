"""Our own SIP dialer: how long from its order to the INVITE, and what fifty legs with audio cost it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from http.client import HTTPConnection
from secrets import token_hex
from typing import Any

import psutil
import requests

from apps.core.embedded import ports
from apps.core.embedded.ports import LOOPBACK
from apps.integrations.wire.dialer import Order, Trunk
from apps.sandbox.rig import DIALER_SECRET, Rig, wait_until
from apps.sandbox.sip.digest import PASSWORD
from bench.figures import Figures, percentiles

BUSY, ECHO, OURS = "+12025550111", "+12025550152", "+12025550100"
ORDERS, AT_ONCE = 100, 50
TALK_SECONDS = 10.0


def measure(rig: Rig) -> Figures:
    """With the sandbox's carrier at the other end, and offices that do nothing."""
    rig.has_dialer = True
    rig.start("dialer")
    with _office() as office:
        of_agents = {**_dialled(rig, office), **_talked(rig, office)}
        return {**of_agents, **_bridged(rig, office, "bridged"), **_bridged(rig, office, "taped")}


@contextmanager
def _office() -> Iterator[str]:
    port = ports.free()
    command = [sys.executable, "-m", "bench.phone_office", str(port), str(TALK_SECONDS)]
    process = subprocess.Popen(command)
    url = f"http://{LOOPBACK}:{port}"
    try:
        wait_until(lambda: requests.get(f"{url}/heard", timeout=1).ok, seconds=30)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=10)


def _dialled(rig: Rig, office: str) -> Figures:
    """One order after the other to a busy phone: from the request's first byte to the INVITE at the carrier."""
    before, sent_at = len(rig.journal("call.placed")), []
    with closing(_door(rig)) as door:
        for _ in range(ORDERS):
            order = _order(rig, office, to=BUSY)
            sent_at.append(time.time())
            _place(door, order)
            time.sleep(0.02)
        wait_until(lambda: len(rig.journal("call.placed")) >= before + ORDERS, seconds=20)
    # The very first makes its caller ID known to the stack.
    placed = rig.journal("call.placed")[before + 1 :]
    invited_at = sorted(datetime.fromisoformat(entry["facts"]["invited_at"]).timestamp() for entry in placed)
    return percentiles("phone.invite", [at - sent for sent, at in zip(sent_at[1:], invited_at, strict=False)])


def _talked(rig: Rig, office: str) -> Figures:
    """Fifty leads who echo, and as many agents who speak, at the same time."""
    before = len(rig.journal("call.ended"))
    dialer = psutil.Process(rig.running["dialer"].pid)
    with closing(_door(rig)) as door:
        for _ in range(AT_ONCE):
            _place(door, _order(rig, office, to=ECHO))
    wait_until(lambda: _heard(office)["streams"] == AT_ONCE, seconds=20)
    began, cpu = time.monotonic(), _cpu(dialer)
    time.sleep(TALK_SECONDS / 2)
    share = (_cpu(dialer) - cpu) / (time.monotonic() - began) / AT_ONCE
    # Until it is over nothing is asked of anybody: to read the whole journal again and again made gaps of its own.
    time.sleep(TALK_SECONDS / 2)
    wait_until(lambda: len(rig.journal("call.ended")) >= before + AT_ONCE, seconds=TALK_SECONDS + 20, every=0.5)
    ended, heard = rig.journal("call.ended")[before:], _heard(office)
    calls = _ended_calls(rig)
    return {
        "phone.answered": float(heard["streams"]),
        "phone.core_a_call": share,
        "phone.starved_frames": float(sum(call["sound"]["starved_frames"] for call in calls)),
        "phone.lead_gaps": float(sum(entry["facts"]["rtp"]["late"] for entry in ended)),
        "phone.agent_gaps": float(heard["late"]),
        "phone.agent_longest_ms": 1_000 * heard["longest"],
    }


def _bridged(rig: Rig, office: str, name: str) -> Figures:
    """Half as many leads who echo, each with a rep who hums; as `taped` they are recorded."""
    before, dialer = len(rig.journal("call.ended")), psutil.Process(rig.running["dialer"].pid)
    began, cpu = time.monotonic(), _cpu(dialer)
    with closing(_door(rig)) as door:
        for _ in range(AT_ONCE // 2):
            _place(door, _order(rig, f"{office}/{name}", to=ECHO, most_seconds=round(TALK_SECONDS)))
    time.sleep(TALK_SECONDS)
    wait_until(lambda: len(rig.journal("call.ended")) >= before + AT_ONCE, seconds=TALK_SECONDS + 20, every=0.5)
    share = (_cpu(dialer) - cpu) / (time.monotonic() - began) / AT_ONCE
    heard = [entry["facts"]["rtp"] for entry in rig.journal("call.ended")[before:]]
    return {
        f"phone.{name}_gaps": float(sum(each["late"] for each in heard)),
        f"phone.{name}_packets": float(sum(each["received"] for each in heard)),
        f"phone.core_a_{name}_leg": share,
    }


def _door(rig: Rig) -> HTTPConnection:
    """With the least work on this side: what is measured is the dialer."""
    door = HTTPConnection(LOOPBACK, rig.dialer_port, timeout=10)
    door.connect()
    door.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return door


def _order(rig: Rig, office: str, *, to: str, most_seconds: int = 60) -> bytes:
    token = token_hex(8)
    urls = {"answer_url": f"{office}/{token}/answer", "status_url": f"{office}/{token}/status"}
    host, _, port = rig.sip_address.partition(":")
    trunk = Trunk(host=host, port=int(port), user="leadhub", password=PASSWORD)
    seconds = {"ring_seconds": 10, "most_seconds": most_seconds}
    order = Order(token=token, to=to, caller_id=OURS, trunks=(trunk,), **seconds, **urls)
    return order.model_dump_json(exclude_none=True).encode()


def _place(door: HTTPConnection, order: bytes) -> None:
    """Raises `ValueError` where it was not taken."""
    door.request("POST", "/calls", order, {"Authorization": f"Bearer {DIALER_SECRET}"})
    answer = door.getresponse()
    if answer.status != 201:
        raise ValueError(answer.read())
    answer.read()


def _ended_calls(rig: Rig) -> list[dict[str, Any]]:
    """As the dialer knows them, with the sound of each."""
    headers, since = {"Authorization": f"Bearer {DIALER_SECRET}"}, {"since": "2000-01-01T00:00:00Z"}
    url = f"http://{LOOPBACK}:{rig.dialer_port}/calls"
    listed = requests.get(url, params=since, headers=headers, timeout=10).json()["calls"]
    return [call for call in listed if call.get("sound")]


def _heard(office: str) -> Any:
    return requests.get(f"{office}/heard", timeout=5).json()


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
