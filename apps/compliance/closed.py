"""Which ways to a person an entry of the do-not-call list closes: all of them, or one."""

from enum import StrEnum

from .verdict import Channel


class Closed(StrEnum):
    """The values of one channel are that channel's own."""

    ALL = "all"
    CALL = "call"
    SMS = "sms"

    def covers(self, channel: Channel) -> bool:
        """Whether this channel is closed; a channel that nobody has thought of yet is, by ALL."""
        return self is Closed.ALL or self == channel.value

    def and_also(self, other: "Closed") -> "Closed":
        """Both together: what is closed twice is not opened by either."""
        return self if self is other else Closed.ALL

    @property
    def says(self) -> str:
        return {Closed.ALL: "calls and texts", Closed.CALL: "calls", Closed.SMS: "texts"}[self]
