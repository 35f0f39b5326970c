"""The port: who reads replies."""

from typing import Protocol

from apps.voice.policy.reading import Reading

from .context import Context


class Reader(Protocol):
    """Gives what was said its meaning. Never raises for what a person may say; an engine's errors pass through."""

    async def read(self, said: str, context: Context, *, likely: str = "") -> Reading:
        """One whole reply, in the light of what the agent had just asked or offered.

        `likely` is the same reply as an ear heard it that expected an answer; "" where none did.
        """
        ...
