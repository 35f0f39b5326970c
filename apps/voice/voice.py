"""What a conversation needs of whatever carries it: audio, or words."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from .pipeline.mouth import Spoken
from .policy.moves import Expects, Line, Result, Tool

# Sentence by sentence; `finished` is told of each, unless they are hushed.
Say = Callable[[Sequence[Line]], Awaitable[None]]
Perform = Callable[[Tool], Awaitable[Result]]


@dataclass(frozen=True)
class Voice:
    """What the talk needs of the rest: to speak, to be silent, to do something, and to hang up."""

    say: Say
    hush: Callable[[], Awaitable[Sequence[Spoken]]]
    is_speaking: Callable[[], bool]
    is_lead_speaking: Callable[[], bool]
    # What the next turn will be like, and what will probably be said in it.
    expect: Callable[[Expects, str], None]
    perform: Perform
    hang_up: Callable[[], Awaitable[None]]
    # The carrier speaks: it falls silent by itself, and says so before it tells what the lead said; where it says
    # nothing, nobody knows whether it is still speaking.
    is_carriers: bool = False
