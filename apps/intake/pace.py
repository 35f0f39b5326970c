"""A limit on submissions a second, a source and a process: a runaway script meets 429, a rush of people does not."""

import threading

from django.conf import settings

_lock = threading.Lock()
_buckets: dict[int, tuple[float, float]] = {}


def may_enter(source_id: int, *, at: float) -> bool:
    """Take one token from the source's bucket, which fills with time; `at` is monotonic seconds."""
    with _lock:
        tokens, since = _buckets.get(source_id, (float(settings.LEADHUB_HOOK_BURST), at))
        tokens = min(settings.LEADHUB_HOOK_BURST, tokens + (at - since) * settings.LEADHUB_HOOK_RATE)
        _buckets[source_id] = (max(0.0, tokens - 1), at)
        return bool(tokens >= 1)
