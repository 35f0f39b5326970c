"""What a tool brought, and what is said to it."""

from . import booking, calling_back, rescheduling, transferring
from .moves import (
    Book,
    Booked,
    CallbackPlanned,
    End,
    Expects,
    FindSlots,
    Move,
    RequestCallback,
    Reschedule,
    Rescheduled,
    Result,
    SlotsFound,
    SlotTaken,
    Tool,
    ToolFailed,
    TransferTo,
)
from .state import Stage
from .talk import Talk


def told(talk: Talk, result: Result, tool: Tool) -> Move:
    """The next move; an empty one where the result changes nothing."""
    state = talk.state
    if tool in state.pending:
        state.pending.remove(tool)
    if state.stage is Stage.CLOSING:
        return _closed(talk)
    if state.stage is Stage.ENDED:
        return Move(expects=Expects.NOTHING)
    if isinstance(result, ToolFailed):
        return _failed(talk, tool) or _nothing(talk)
    return _brought(talk, tool, result) or _nothing(talk)


def _closed(talk: Talk) -> Move:
    """The last tool is done: now the end."""
    if talk.state.pending or talk.state.ends_as is None:
        return Move(expects=Expects.NOTHING)
    talk.state.stage, talk.state.disposition = Stage.ENDED, talk.state.ends_as
    return talk.move(expects=Expects.NOTHING, tool=End(talk.state.ends_as))


def _brought(talk: Talk, tool: Tool, result: Result) -> Move | None:
    """Only what is waited for; a late result of something else is let go."""
    stage = talk.state.stage
    if isinstance(tool, TransferTo) and stage is Stage.TRANSFERRING:
        return transferring.done(talk)
    if isinstance(result, SlotsFound) and stage is Stage.FINDING:
        return booking.found(talk, result)
    if isinstance(result, Booked) and stage is Stage.BOOKING:
        return booking.booked(talk, result)
    if isinstance(result, Rescheduled) and stage is Stage.BOOKING:
        return rescheduling.moved(talk, result)
    if isinstance(result, SlotTaken) and stage in (Stage.BOOKING, Stage.OFFERING):
        return booking.taken(talk, result)
    if isinstance(result, CallbackPlanned) and stage is Stage.PLANNING:
        return calling_back.planned(talk, result)
    return None


def _failed(talk: Talk, tool: Tool) -> Move | None:
    stage = talk.state.stage
    if isinstance(tool, FindSlots | Book | Reschedule) and stage in (Stage.FINDING, Stage.BOOKING):
        return booking.none_free(talk)
    if isinstance(tool, RequestCallback) and stage is Stage.PLANNING:
        return calling_back.failed(talk)
    return transferring.failed(talk) if isinstance(tool, TransferTo) and stage is Stage.TRANSFERRING else None


def _nothing(talk: Talk) -> Move:
    return Move(expects=talk.state.expects)
