"""A SIP trunk of the tenant's own, called by our dialer: docs/telephony.md."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ValidationError

from apps.integrations.errors import Unavailable, Unreadable
from apps.integrations.http import JSON, Document, Http, Inbound
from apps.integrations.wire import dialer as wire
from apps.integrations.wire.dialer import Deed, Deeds, Order, Outcome, Seat, Standing
from apps.integrations.wire.sip import CAUSES, TROUBLES, SipTrunk

from ._sip_line import Line, read, refused
from ._sip_recordings import Recordings
from ._sip_rooms import Rooms
from .base import AnswerScript, CallNews, CallOrder, CallStatus, PlacedCall


class _Listed(BaseModel):
    calls: list[Standing]


class _Answers(BaseModel):
    answers: list[int | None]


class Telephony(Recordings):
    Settings = SipTrunk
    title = "Own SIP trunk"

    def __init__(self, settings: BaseModel, http: Http) -> None:
        self._settings = SipTrunk.model_validate(settings)
        self._trunks = self._settings.trunks()
        self._line = Line(http)

    def place(self, order: CallOrder) -> PlacedCall:
        return self._place(self._order(order))

    def find(self, order: CallOrder, *, since: datetime) -> Sequence[PlacedCall]:
        # By the token alone: it is of this very attempt, whenever the dialer took it.
        reply = self._line.ask("GET", "/calls", params={"token": _token(order)})
        return [_placed(standing) for standing in read(_Listed, reply).calls]

    def fetch(self, provider_id: str) -> CallNews:
        return _news(read(Standing, self._line.ask("GET", f"/calls/{provider_id}")))

    def hang_up(self, provider_id: str) -> None:
        reply = self._line.send("DELETE", f"/calls/{provider_id}")
        if reply.status != 404:
            refused(reply)

    def verify(self, request: Inbound) -> None:
        wire.verify(self._line.secret, request)

    def read_call(self, request: Inbound) -> CallNews:
        return _news(_told(request))

    def rooms(self) -> Rooms:
        return Rooms(self._line, self._call)

    def answer(self, script: AnswerScript) -> Document:
        if script.stream_url:
            parameters = dict(script.parameters)
            return _document(Deed(do="stream", url=script.stream_url, parameters=parameters, then_url=script.done_url))
        deeds = _said(script.spoken)
        if script.rep_phone:
            bridge = Deed(
                do="bridge",
                to=script.rep_phone,
                caller_id=script.caller_id or self._settings.caller_id,
                ring_seconds=script.ring_seconds,
                whisper_url=script.whisper_url,
                record_url=script.record_url,
                once_told=script.record_once_told,
                then_url=script.done_url,
            )
            deeds.append(bridge)
        return _document(*deeds)

    def after_rep(self, request: Inbound, script: AnswerScript) -> Document:
        is_missed = _told(request).bridge is not Outcome.TALKED
        return _document(*(_said(script.rep_missed) if is_missed else []))

    def whisper(self, spoken: str) -> Document:
        return _document(*_said(spoken))

    def refuse_call(self) -> Document:
        return _document()

    def check(self) -> str:
        """No trunk can be asked about a password without a call: whether each answers is all that is known."""
        body = [trunk.model_dump(mode="json") for trunk in self._trunks]
        answers = read(_Answers, self._line.ask("POST", "/trunks", body=body)).answers
        silent = [trunk.host for trunk, status in zip(self._trunks, answers, strict=False) if status is None]
        if silent:
            raise Unavailable(f"{' and '.join(silent)} did not answer (SIP OPTIONS)", code="trunks_down")
        hosts = " and ".join(trunk.host for trunk in self._trunks)
        return f"{hosts} {'answers' if len(self._trunks) == 1 else 'answer'}; a password is tried by the first call."

    def _call(self, order: CallOrder, seat: Seat) -> PlacedCall:
        return self._place(self._order(order).model_copy(update={"seat": seat}))

    def _place(self, order: Order) -> PlacedCall:
        # A dialer of before there were rooms knows no seat, and wants none named.
        body = order.model_dump(mode="json", exclude_none=True)
        return _placed(read(Standing, self._line.ask("POST", "/calls", body=body)))

    def _order(self, order: CallOrder) -> Order:
        return Order(
            token=_token(order),
            to=order.to,
            caller_id=order.caller_id or self._settings.caller_id,
            answer_url=order.answer_url,
            status_url=order.status_url,
            ring_seconds=order.ring_seconds,
            most_seconds=order.most_seconds,
            trunks=self._trunks,
        )


def _token(order: CallOrder) -> str:
    """The attempt's: the last part but one of its addresses."""
    return order.status_url.rstrip("/").split("/")[-2]


def _told(request: Inbound) -> Standing:
    try:
        return Standing.model_validate_json(request.body)
    except ValidationError as error:
        raise Unreadable("the SIP dialer sent what is no news of a call") from error


def _placed(standing: Standing) -> PlacedCall:
    # It has an id, so it was taken, whatever new word the dialer may have for its state.
    known = standing.status in CallStatus
    return PlacedCall(standing.id, CallStatus(standing.status) if known else CallStatus.QUEUED, standing.placed_at)


def _news(standing: Standing) -> CallNews:
    if standing.status not in CallStatus:
        raise Unreadable("the SIP dialer sent a state that is not known here")
    return CallNews(
        provider_id=standing.id,
        status=CallStatus(standing.status),
        occurred_at=standing.occurred_at,
        talk_seconds=standing.talk_seconds,
        cause=_cause(standing),
    )


def _cause(standing: Standing) -> str:
    """Why a call was not answered, or what was wrong in it; "" for one that went well, or still goes on."""
    words = CAUSES.get(standing.outcome, "") if standing.outcome else ""
    code = f" ({standing.sip_status})" if words and standing.sip_status else ""
    trouble = TROUBLES[standing.trouble] if standing.trouble and standing.outcome else ""
    return "; ".join(filter(None, (f"{words}{code}", trouble)))


def _said(text: str) -> list[Deed]:
    """By the voice process, in the tenant's own voice: no language need be named."""
    return [Deed(do="say", text=text.strip())] if text.strip() else []


def _document(*deeds: Deed) -> Document:
    return Document(Deeds(deeds=deeds).model_dump_json(exclude_none=True).encode(), content_type=JSON)
