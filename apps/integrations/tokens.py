"""Tokens that all threads of a process share: one fetches the next, the others wait for it."""

from collections.abc import Callable
from threading import Lock

# Holds a digest of the secrets: who knows only another tenant's ids finds no token.
type Key = tuple[str, ...]


class Shared[Token](dict[Key, Token]):
    """The latest token of each account."""

    def __init__(self) -> None:
        super().__init__()
        self._locks: dict[Key, Lock] = {}

    def current(self, key: Key, *, is_good: Callable[[Token], bool], renew: Callable[[], Token]) -> Token:
        """The one that is there, if it is good; else what `renew` brings, and what that raises."""
        with self._locks.setdefault(key, Lock()):
            token = self.get(key)
            if token is None or not is_good(token):
                token = self[key] = renew()
            return token
