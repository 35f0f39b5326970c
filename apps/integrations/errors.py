"""What can go wrong at a vendor, named by what the caller should do about it."""


class ProviderError(Exception):
    """A vendor did not do what was asked; `str()` is safe to show to a tenant and to log."""

    def __init__(self, reason: str, *, code: str = "", retry_after_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.retry_after_seconds = retry_after_seconds


class Unavailable(ProviderError):
    """Try again: the request was not taken (no connection, 429, or a refusal that passes)."""


class Unanswered(ProviderError):
    """Find out before trying again: they may have taken the request (time-out, reset, 5xx, garbage)."""


class Rejected(ProviderError):
    """Do not try again: the request itself is refused for good."""


class Unauthorized(ProviderError):
    """Pause the connection and tell the team: the credentials are not accepted."""


class BadSignature(Exception):
    """Answer as if the address did not exist: the sender could not prove who it is."""


class NoLead(Exception):
    """Keep the bytes and tell nobody: the sender is genuine, and what it says is of no new lead."""


class Unreadable(Exception):
    """Keep the bytes and tell an operator: the sender is genuine, the body is not understood."""
