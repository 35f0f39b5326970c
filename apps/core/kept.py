"""What is read from the database all day and changes seldom, kept for seconds."""

import threading
from collections.abc import Callable


class Kept[Key, Value]:
    """Values of `read`, each kept for `seconds`; then one thread reads it anew while the others go on with the old.

    Else a value that everybody needs would be read by every thread at once, again and again. An error is not kept.
    """

    def __init__(self, read: Callable[[Key], Value], *, seconds: float, most: int = 4096) -> None:
        self._read = read
        self._seconds = seconds
        self._most = most
        self._values: dict[Key, tuple[float, Value]] = {}
        self._reading: set[Key] = set()
        self._lock = threading.Lock()

    def get(self, key: Key, *, at: float) -> Value:
        """The value as it was at most twice `seconds` ago; `at` is seconds of any clock, the same at each call."""
        if (known := self._values.get(key)) is not None:
            read_at, value = known
            age = abs(at - read_at)
            if age < self._seconds or (age < 2 * self._seconds and not self._is_ours(key)):
                return value
        return self._read_anew(key, at=at)

    def has(self, key: Key, *, at: float) -> bool:
        """Whether `get` need read nothing now."""
        known = self._values.get(key)
        return known is not None and abs(at - known[0]) < self._seconds

    def forget(self) -> None:
        """Read everything anew."""
        self._values.clear()

    def _is_ours(self, key: Key) -> bool:
        """Whether this thread is the one to read it anew."""
        with self._lock:
            is_read = key in self._reading
            self._reading.add(key)
        return not is_read

    def _read_anew(self, key: Key, *, at: float) -> Value:
        try:
            value = self._read(key)
        except BaseException:
            self._values.pop(key, None)
            raise
        finally:
            self._reading.discard(key)
        if len(self._values) >= self._most:
            self._values.clear()
        self._values[key] = at, value
        return value
