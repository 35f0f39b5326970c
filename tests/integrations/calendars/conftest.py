"""The sandbox, for what a calendar must be seen to do rather than to say."""

from tests.sandbox.conftest import only_sandbox, outside, start

__all__ = ["only_sandbox", "outside", "start"]
