"""Access tokens: those that all threads of a process share, and those that a person has granted us."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

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


@dataclass(frozen=True)
class Access:
    """An access token, and what the vendor said beside it (`instance_url`)."""

    value: str = field(repr=False)
    said: Mapping[str, str] = field(default_factory=dict, repr=False)


class Granted(Protocol):
    """What a person has granted us at a vendor; its tokens are kept, and renewed, elsewhere."""

    def access(self, *, stale: Access | None = None) -> Access:
        """One that is good now and is not `stale`. Raises `Unauthorized` where it is over, and `Unavailable`."""
