"""Keys that are pressed in a call: collected where a number is asked for, and read as what they mean."""

import asyncio
from collections.abc import Callable

from apps.scripts.document import Kind

from .policy.moves import Expects
from .policy.reading import Intent, Reading
from .reading import rules
from .reading.context import Context

# After the last key of a number.
PAUSE_SECONDS = 2.0
LONGEST = 15
_NUMBERS = frozenset((Kind.NUMBER, Kind.MONEY, Kind.ZIP))
STOP, PERSON, YES, NO = "9", "0", "1", "2"


class Keypad:
    """`is_number_wanted`: what is asked is typed in several keys. `on_keys` gets all of them at once."""

    def __init__(self, *, is_number_wanted: Callable[[], bool], on_keys: Callable[[str], None]) -> None:
        self._is_number_wanted, self._on_keys = is_number_wanted, on_keys
        self._keys = ""
        self._timer: asyncio.TimerHandle | None = None

    def pressed(self, key: str) -> None:
        self.close()
        if key != "#":
            self._keys += key
        is_more_to_come = self._is_number_wanted() and key != "#" and len(self._keys) < LONGEST
        if is_more_to_come:
            self._timer = asyncio.get_running_loop().call_later(PAUSE_SECONDS, self._done)
        else:
            self._done()

    def close(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None

    def _done(self) -> None:
        keys, self._keys = self._keys, ""
        if keys:
            self._on_keys(keys)


def is_number_wanted(context: Context) -> bool:
    """Whether the question is answered by several keys."""
    return context.asking is not None and context.asking.kind in _NUMBERS


def read(keys: str, context: Context) -> Reading | None:
    """As if it had been said; None where the keys mean nothing.

    A number is the answer where one is asked for. Else 9 is "do not call me again", 0 a person, 1 and 2 yes and no, or
    the first and the second of the times that were offered.
    """
    said = f"Pressed {keys}"
    if is_number_wanted(context):
        answered = rules.read(keys, context)
        if answered.values:
            return answered.model_copy(update={"said": said, "intents": ()})
    if intent := {STOP: Intent.OPT_OUT, PERSON: Intent.HUMAN}.get(keys):
        return Reading(said=said, intents=(intent,))
    if context.slots:
        place = int(keys) - 1 if keys.isascii() and keys.isdigit() else -1
        return Reading(said=said, slot=place) if 0 <= place < len(context.slots) else None
    verdict = {YES: Intent.YES, NO: Intent.NO}.get(keys)
    return Reading(said=said, intents=(verdict,)) if verdict and context.expects is Expects.YES_NO else None
