"""The door of a trial: a page of ours, a ticket, a place beside the leads' calls; and nobody else gets further."""

from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.http.request import validate_host
from starlette.websockets import WebSocket

from apps.voice.answering import House
from apps.voice.stream import BUSY, POLICY, Door, Refused
from apps.voice.threads import in_thread

from . import opening
from .opening import Opened
from .talking import Talk
from .wire import Began, Wire

log = structlog.get_logger(__name__)


async def answer(socket: WebSocket, house: House) -> None:
    """`/trial/<ticket>`."""
    if not _is_ours(socket.headers.get("origin", "")):
        await socket.close(POLICY)
        return
    # Strangers take no place: their ticket is looked at first.
    opened = await in_thread(opening.open_by, socket.path_params["ticket"])
    if opened is None:
        await socket.close(POLICY)
        return
    # A browser learns the reason of a socket that was open, and of no other.
    await socket.accept()
    if not house.admit_trial(opened.who):
        await socket.close(BUSY)
        return
    try:
        await _admitted(socket, opened, house)
    finally:
        house.leave_trial(opened.who)


async def _admitted(socket: WebSocket, opened: Opened, house: House) -> None:
    wire = Wire()
    door = Door(socket, wire)
    try:
        began = await door.started()
        first_name = began.first_name if isinstance(began, Began) else ""
        equipment = await house.equipment_of(opened.tenant_id)
        await Talk(opened.brief(first_name), door, wire, house, equipment).run()
    except Refused as refused:
        log.warning("trial.refused", tenant_id=opened.tenant_id, reason=str(refused))
        await door.close(POLICY)


def _is_ours(origin: str) -> bool:
    """Whether a page of one of our own hosts opens the socket."""
    try:
        host = urlsplit(origin).hostname
    except ValueError:
        return False
    return bool(host) and validate_host(str(host), settings.ALLOWED_HOSTS)
