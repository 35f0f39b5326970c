"""How often one visitor may ask a public page, a process: a person is let in, a list of numbers is not."""

import threading
from collections import OrderedDict

BURST, A_MINUTE = 6, 4
# Who comes back after so many others is as good as new.
MOST_KNOWN = 10_000

_lock = threading.Lock()
_buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()


def may_ask(visitor: str, *, at: float) -> bool:
    """Take one token from the visitor's bucket, which fills with time; `at` is monotonic seconds."""
    with _lock:
        tokens, since = _buckets.pop(visitor, (float(BURST), at))
        tokens = min(float(BURST), tokens + (at - since) * A_MINUTE / 60)
        _buckets[visitor] = (max(0.0, tokens - 1) if tokens >= 1 else tokens, at)
        if len(_buckets) > MOST_KNOWN:
            _buckets.popitem(last=False)
        return tokens >= 1


def forget() -> None:
    """Everybody is new."""
    with _lock:
        _buckets.clear()
