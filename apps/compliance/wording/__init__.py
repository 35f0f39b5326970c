"""What a person's words mean to us: "stop", "start", "help", "not interested"; as a text and as speech."""

from .reader import Reading, Wish, explain, heard, preload, read

__all__ = ["Reading", "Wish", "explain", "heard", "preload", "read"]
