"""The reader that asks a language model where the rules are unsure, and the rules where the model is late."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog
from pydantic import ValidationError

from apps.integrations.errors import ProviderError
from apps.integrations.thinking.base import Thinking
from apps.voice.policy.reading import Intent, Reading

from . import asking_model
from .base import Reader
from .context import Context
from .told import Told, merged

log = structlog.get_logger(__name__)

SECONDS = 1.2
# Which of the models had trouble, and why.
Troubled = Callable[[int, str], None]
_FENCES = "`\n "
# `Http` is what keeps vendors' requests from private addresses, and it waits in a thread.
_THREADS = ThreadPoolExecutor(max_workers=16, thread_name_prefix="voice-thoughts")
_FINAL = frozenset([Intent.OPT_OUT, Intent.WRONG_PERSON])


class ModelReader:
    """A `Reader` of one call. A model that is late or fails is asked no more in it; the next one is, from then on."""

    def __init__(self, rules: Reader, models: Sequence[Thinking], *, on_trouble: Troubled | None = None) -> None:
        self._rules, self._on_trouble, self._most = rules, on_trouble, len(models)
        self._models = deque(models)

    async def read(self, said: str, context: Context, *, likely: str = "") -> Reading:
        """The rules' reading, with what a model adds to it in time."""
        reading = await self._rules.read(said, context, likely=likely)
        if not self._models or is_sure(reading, context):
            return reading
        told = await self._told(self._models[0], said, context)
        if told is None:
            self._models.popleft()
            return reading
        return merged(reading, told, context)

    async def _told(self, model: Thinking, said: str, context: Context) -> Told | None:
        """None: nothing usable by then."""
        question = asking_model.question(said, context, seconds=SECONDS)
        try:
            async with asyncio.timeout(SECONDS):
                answer = await asyncio.get_running_loop().run_in_executor(_THREADS, model.answer, question)
            return Told.model_validate_json(answer.strip().removeprefix("```json").strip(_FENCES))
        except (TimeoutError, ProviderError, ValidationError) as error:
            if self._on_trouble:
                self._on_trouble(self._most - len(self._models), type(error).__name__)
            log.warning("model.failed", exception=type(error).__name__, left=len(self._models) - 1)
            return None


def is_sure(reading: Reading, context: Context) -> bool:
    """Whether the rules know enough. An opt-out is theirs to find, and is never asked about."""
    if _FINAL & set(reading.intents):
        return True
    if reading.values or reading.slot is not None or reading.when or reading.fact_id or reading.objection_id:
        return True
    # To a question about numbers, "yes" says nothing yet.
    weak = {Intent.QUESTION, Intent.GREETING}
    if context.asking:
        weak |= {Intent.YES, Intent.NO}
    return bool(set(reading.intents) - weak)
